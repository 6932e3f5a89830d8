/// A file as a listing shows it.
package struct StoredFile: Hashable, Sendable {
  /// The full name below the root: "packs/3f/3f9a…". Bytes that are not UTF-8 appear as U+FFFD.
  package let name: String
  /// In bytes.
  package let size: UInt64

  package init(name: String, size: UInt64) {
    self.name = name
    self.size = size
  }
}
