/// What a backup met and what it stored (FORMAT.md 8.1).
package struct SnapshotCounts: Hashable, Sendable {
  package var files: UInt64 = 0
  package var folders: UInt64 = 0
  package var symlinks: UInt64 = 0
  package var others: UInt64 = 0
  package var fileBytes: UInt64 = 0
  package var newFiles: UInt64 = 0
  package var changedFiles: UInt64 = 0
  package var unchangedFiles: UInt64 = 0
  package var excludedEntries: UInt64 = 0
  /// Plaintext of the chunks that were not in the repository before.
  package var newChunkBytes: UInt64 = 0
  /// What was stored for them.
  package var storedBytes: UInt64 = 0

  package init() {}

  init(from input: inout ByteReader) throws(FormatError) {
    files = try input.varint("files")
    folders = try input.varint("folders")
    symlinks = try input.varint("symlinks")
    others = try input.varint("others")
    fileBytes = try input.varint("bytes in files")
    newFiles = try input.varint("files new")
    changedFiles = try input.varint("files changed")
    unchangedFiles = try input.varint("files unchanged")
    excludedEntries = try input.varint("entries excluded")
    newChunkBytes = try input.varint("bytes in new chunks")
    storedBytes = try input.varint("bytes stored")
  }

  func encode(to output: inout ByteWriter) {
    output.varint(files)
    output.varint(folders)
    output.varint(symlinks)
    output.varint(others)
    output.varint(fileBytes)
    output.varint(newFiles)
    output.varint(changedFiles)
    output.varint(unchangedFiles)
    output.varint(excludedEntries)
    output.varint(newChunkBytes)
    output.varint(storedBytes)
  }
}
