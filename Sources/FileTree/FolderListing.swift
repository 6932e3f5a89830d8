package import Format
import SystemPackage

/// One entry of a folder as it was listed.
package struct FolderEntry: Hashable, Sendable {
  package let name: FileName
  package let status: FileStatus
}

/// A folder's entries with their statuses, read in one go.
struct FolderListing {
  /// Sorted by name bytes.
  var entries: [FolderEntry] = []
  /// Entries whose status could not be read, or whose name is none: raw name and error.
  var failures: [(name: [UInt8], error: Errno)] = []
}
