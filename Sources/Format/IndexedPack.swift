/// What an index run says about one pack: its length, and its directory again (FORMAT.md 9).
package struct IndexedPack: Equatable, Sendable {
  /// Header, the shortest directory and trailer: a pack without frames.
  package static let minimalBytes =
    FileHeader.byteCount + PackTrailer.minimalDirectoryBytes + PackTrailer.byteCount

  package let id: PackID
  /// Of the file; a pack of another length is not usable.
  package let length: Int
  package let directory: PackDirectory

  package init(id: PackID, length: Int, directory: PackDirectory) {
    self.id = id
    self.length = length
    self.directory = directory
  }
}
