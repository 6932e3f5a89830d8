import CShims
import Format
import Glibc
import Synchronization
package import SystemPackage

/// A file being written under a temporary name, for its owner's eyes only; several threads may
/// write their parts at once.
///
/// `finish` gives it its name. One that is let go unfinished is removed.
package final class FileWriter: Sendable {
  private let folder: FolderWriter
  private let name: FileName
  private let temporary: FileName
  let descriptor: CInt
  let size: UInt64
  private let isOver = Atomic<Bool>(false)

  init(_ name: FileName, in folder: FolderWriter, size: UInt64) throws(Errno) {
    guard let length = off_t(exactly: size) else { throw .fileTooLarge }
    let temporary = try folder.names.next()
    let parent = folder.folder.descriptor
    let opened = try systemCall {
      withCString(temporary.bytes) {
        openat(parent, $0, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      }
    }
    (self.name, self.folder, self.size) = (name, folder, size)
    (self.temporary, descriptor) = (temporary, opened)
    // Says that a run is alive to whoever clears away what others left; where the file system knows
    // no locks, nobody clears away.
    _ = flock(opened, LOCK_EX | LOCK_NB)
    if length > 0 { try systemCall { ftruncate(opened, length) } }
  }

  deinit {
    abandon()
    _ = close(descriptor)
  }

  /// Writes all of `bytes`; what is never written stays a hole.
  ///
  /// Throws `.fileTooLarge` for bytes beyond the file's size.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(Errno) {
    let end = offset.addingReportingOverflow(UInt64(bytes.count))
    guard !end.overflow, end.partialValue <= size else { throw .fileTooLarge }
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = try systemCall {
        pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(written))
      }
      guard count > 0 else { throw .ioError }
      written += count
    }
    if size >= Self.longFileBytes { try writeBack(bytes.count, at: offset) }
  }

  /// From here on the disk is given what is written while more is made ready, so that the sync at
  /// the end has little to wait for.
  private static let longFileBytes: UInt64 = 4 << 20

  /// Where there is no such call, the sync does all of it.
  private func writeBack(_ count: Int, at offset: UInt64) throws(Errno) {
    do throws(Errno) {
      try systemCall {
        martlet_storage_begin_writing_back(descriptor, Int64(offset), Int64(count))
      }
    } catch {
      guard ![.ioError, .noSpace, .diskQuotaExceeded].contains(error) else { throw error }
    }
  }

  /// Which inode the file is.
  package func identity() throws(Errno) -> EntryIdentity {
    EntryIdentity(try FileStatus.of(descriptor))
  }

  /// When a finished file is to be durable.
  package enum Durability: Sendable {
    /// After `TreeWriter.sync`.
    case later
    /// Before it has its name.
    case atOnce
  }

  /// Gives the file its attributes and then its name, and returns the attributes it did not get.
  ///
  /// When the name cannot be given the file is
  /// removed. Throws `.badFileDescriptor` the second time.
  package func finish(
    _ attributes: NodeAttributes, existing: Existing, durability: Durability = .later
  ) throws(Errno) -> [AttributeFailure] {
    guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else {
      throw .badFileDescriptor
    }
    let failures = HeldNode.open(descriptor).apply(attributes, to: .file)
    do throws(Errno) {
      if durability == .atOnce { try systemCall { fsync(descriptor) } }
      try folder.rename(temporary, to: name, existing: existing)
    } catch {
      folder.removeTemporary(temporary)
      throw error
    }
    return failures
  }

  /// Removes the file, unless it is finished.
  package func abandon() {
    guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
    folder.removeTemporary(temporary)
  }
}
