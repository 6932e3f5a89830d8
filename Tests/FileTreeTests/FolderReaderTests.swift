import Format
import TestSupport
import Testing

@testable import FileTree

/// Folders as the system lists them.
struct FolderReaderTests {
  @Test("A name that is listed twice, as a large folder's may be, is one entry")
  func twice() throws {
    let tree = try TemporaryTree()
    for name in ["a", "ab", "b", "longer than a key", "longer than a kex"] { try tree.file(name) }
    @Sendable func doubled(_ folder: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
      let half = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(buffer.count / 2)])
      let count = FolderReader.entriesOfSystem(folder, half)
      guard count > 0 else { return count }
      UnsafeMutableRawBufferPointer(rebasing: buffer[count..<2 * count])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: half[..<count]))
      return 2 * count
    }
    var reader = FolderReader()
    var doubling = FolderReader(readEntries: doubled)
    let names = try reader.names(of: tree.open())
    #expect(names.count == 5)
    #expect(try doubling.names(of: tree.open()) == names)
    let listing = try doubling.list(tree.open())
    #expect(listing.entries.map(\.name) == names)
    #expect(listing.failures.isEmpty)
  }
}
