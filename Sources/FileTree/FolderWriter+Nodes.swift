import CShims
package import Format
import Glibc
package import SystemPackage

/// Entries without contents: links, hard links, FIFOs, sockets, devices.
extension FolderWriter {
  /// Makes a link to `target`, which is stored and never looked at.
  ///
  /// Returns the attributes it did not get.
  package func createSymlink(
    _ name: FileName, target: [UInt8], _ attributes: NodeAttributes, existing: Existing
  ) throws(Errno) -> [AttributeFailure] {
    guard !target.isEmpty, !target.contains(0) else { throw .invalidArgument }
    let descriptor = folder.descriptor
    return try place(name, .symlink, attributes, existing) { temporary in
      withCString(target) { symlinkat($0, descriptor, temporary) }
    }
  }

  /// Makes a FIFO, socket or device; `device`, major << 32 | minor, counts for devices only.
  ///
  /// Returns the attributes it did not get. Throws `.invalidArgument` for another kind and
  /// `.notPermitted` when an ordinary user asks for a device.
  package func createSpecial(
    _ name: FileName, kind: NodeKind, device: UInt64, _ attributes: NodeAttributes,
    existing: Existing
  ) throws(Errno) -> [AttributeFailure] {
    switch kind {
    case .fifo, .socket, .blockDevice, .characterDevice: break
    case .file, .folder, .symlink: throw .invalidArgument
    }
    let number = kind.isDevice ? device : 0
    let descriptor = folder.descriptor
    return try place(name, kind, attributes, existing) { temporary in
      martlet_tree_make_special(
        descriptor, temporary, kind.modeBits | 0o600, UInt32(truncatingIfNeeded: number >> 32),
        UInt32(truncatingIfNeeded: number))
    }
  }

  /// Gives an entry of the same file system a further name.
  ///
  /// Throws `.staleNFSFileHandle` when `other` is not the inode `identity` any more: then nothing
  /// has the new name. `.tooManyLinks` or `.notPermitted` where the file system has no more links
  /// to give; a copy is the way out then.
  package func createHardLink(
    _ name: FileName, to other: FileName, in otherFolder: FolderWriter,
    holding identity: EntryIdentity, existing: Existing
  ) throws(Errno) {
    let temporary = try names.next()
    try link(temporary, to: other, in: otherFolder)
    // Also after success: a rename onto another name of the same entry leaves both.
    defer { removeTemporary(temporary) }
    guard EntryIdentity(try folder.status(of: temporary)) == identity else {
      throw .staleNFSFileHandle
    }
    try rename(temporary, to: name, existing: existing)
  }

  private func link(
    _ name: FileName, to other: FileName, in otherFolder: FolderWriter
  ) throws(Errno) {
    let (descriptor, otherDescriptor) = (folder.descriptor, otherFolder.folder.descriptor)
    try systemCall {
      withCString(other.bytes) { other in
        withCString(name.bytes) { linkat(otherDescriptor, other, descriptor, $0, 0) }
      }
    }
  }

  /// Makes an entry under a temporary name, gives it its attributes, then its name.
  private func place(
    _ name: FileName, _ kind: NodeKind, _ attributes: NodeAttributes, _ existing: Existing,
    make: (UnsafePointer<CChar>) -> CInt
  ) throws(Errno) -> [AttributeFailure] {
    let temporary = try names.next()
    do throws(Errno) {
      // Some file systems fail and leave a file.
      try systemCall { withCString(temporary.bytes, make) }
      let held = try hold(temporary, kind)
      defer { _ = close(held) }
      let failures = HeldNode.pathOnly(held).apply(attributes, to: kind)
      try rename(temporary, to: name, existing: existing)
      return failures
    } catch {
      removeTemporary(temporary)
      throw error
    }
  }

  /// A descriptor of the entry just made.
  ///
  /// Throws `.staleNFSFileHandle` when the temporary name leads to another entry already: someone
  /// who may write to the folder could have put a hard link there to have its owner changed.
  private func hold(_ temporary: FileName, _ kind: NodeKind) throws(Errno) -> CInt {
    let descriptor = folder.descriptor
    let held = try systemCall {
      withCString(temporary.bytes) {
        openat(descriptor, $0, martlet_tree_open_path_only | O_NOFOLLOW | O_CLOEXEC)
      }
    }
    do throws(Errno) {
      let status = try FileStatus.of(held)
      guard status.kind == kind, status.linkCount == 1 else { throw .staleNFSFileHandle }
      return held
    } catch {
      _ = close(held)
      throw error
    }
  }
}
