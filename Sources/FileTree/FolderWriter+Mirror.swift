import CShims
package import Format
import Glibc
package import SystemPackage

/// What changes a folder that people work in meanwhile: each call is one step, and none of them
/// removes or overwrites what it was not asked about.
extension FolderWriter {
  /// A name for an entry that is complete and waits to take its place, or that has left its place
  /// and waits to be looked at (`TemporaryNames.mayBeAside`).
  package func asideName() throws(Errno) -> FileName { try names.nextAside() }

  /// Opens a folder that is there, unless something is mounted on it (`.improperLink`).
  ///
  /// Throws `.fileExists` when a link or anything else but a folder has the name.
  package func openFolderOfSameMount(_ name: FileName) throws(Errno) -> FolderWriter {
    let descriptor = folder.descriptor
    do throws(Errno) {
      let opened = try systemCall {
        withCString(name.bytes) {
          martlet_tree_open_same_mount(descriptor, $0, O_RDONLY | O_DIRECTORY)
        }
      }
      return FolderWriter(folder: OpenFolder(descriptor: opened), names: names, isNew: false)
    } catch {
      switch error {
      case .tooManySymbolicLinkLevels, .notDirectory: throw .fileExists
      default: throw error
      }
    }
  }

  /// Makes an empty folder that only its owner may enter. Throws `.fileExists` for any entry.
  package func makeFolder(_ name: FileName) throws(Errno) -> FolderWriter {
    let descriptor = folder.descriptor
    try systemCall { withCString(name.bytes) { mkdirat(descriptor, $0, 0o700) } }
    return try openFolderOfSameMount(name)
  }

  /// Two entries swap their names.
  ///
  /// Throws `.invalidArgument` where the file system cannot do that.
  package func exchange(_ one: FileName, _ other: FileName) throws(Errno) {
    let descriptor = folder.descriptor
    try systemCall {
      withCString(one.bytes) { one in
        withCString(other.bytes) { martlet_tree_exchange(descriptor, one, $0) }
      }
    }
  }

  /// Gives an entry another name, in this folder or another one of the same file system.
  ///
  /// Throws `.fileExists` when anything has that name.
  package func move(
    _ name: FileName, to newName: FileName, in other: FolderWriter
  ) throws(Errno) {
    let (descriptor, otherDescriptor) = (folder.descriptor, other.folder.descriptor)
    try systemCall {
      withCString(name.bytes) { name in
        withCString(newName.bytes) {
          martlet_tree_rename_new(descriptor, name, otherDescriptor, $0)
        }
      }
    }
  }

  /// Removes a folder in which nothing is; throws `.directoryNotEmpty` where something is.
  package func removeFolder(_ name: FileName) throws(Errno) {
    let descriptor = folder.descriptor
    try systemCall { withCString(name.bytes) { unlinkat(descriptor, $0, AT_REMOVEDIR) } }
  }

  /// Makes the names in the folder durable.
  package func sync() throws(Errno) {
    let descriptor = folder.descriptor
    try systemCall { fsync(descriptor) }
  }
}

/// Who else has a file open.
package enum FileLease: Hashable, Sendable {
  /// Nobody; whoever opens it now waits until this descriptor is closed.
  case held
  /// Somebody, for writing.
  case isInUse
  /// The file system, or the owner of the file, gives no leases.
  case isUnknown
}

extension OpenFile {
  package func lease() -> FileLease {
    withDescriptor { descriptor in
      if martlet_tree_lease(descriptor) == 0 { return .held }
      return errno == EAGAIN ? .isInUse : .isUnknown
    }
  }

  /// Whether nobody has wished to open the file since its lease.
  package var isLeaseUnbroken: Bool { withDescriptor { martlet_tree_holds_lease($0) == 1 } }
}
