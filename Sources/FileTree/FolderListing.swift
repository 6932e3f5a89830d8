import SystemPackage

/// A folder's entries with their statuses, read in one go.
struct FolderListing {
  /// Sorted by name bytes.
  var entries: [FolderEntry] = []
  /// Entries whose status could not be read, or whose name is none: raw name and error.
  var failures: [(name: [UInt8], error: Errno)] = []
}
