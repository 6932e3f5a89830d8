import FileTree
import Format
import Glibc
import Repository
import Snapshots
import SystemPackage
import TestSupport
import Testing

/// Sparse files come back with their holes, and no map makes bytes of anything else.
struct RestoreHoleTests {
  /// Where the holes of a file are, as the system says.
  private func holes(_ path: String) throws -> [Range<Int>] {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let size = Int(try status(of: path).st_size)
    var found: [Range<Int>] = []
    var offset = 0
    // SEEK_HOLE and SEEK_DATA.
    while offset < size {
      let start = lseek(descriptor, offset, 4)
      guard start >= 0, start < size else { break }
      let data = lseek(descriptor, start, 3)
      let end = data < 0 ? size : data
      found.append(start..<end)
      offset = end
    }
    return found
  }

  @Test("Holes at the start, in the middle, at the end, nothing else; and zeros that are none")
  func exactly() throws {
    let setup = try RestoredSource()
    let block = 65_536
    let layouts: [String: [Bool]] = [
      "start": [false, true, true], "middle": [true, false, false, true],
      "end": [true, false], "nothing": [false, false, false], "dense": [true, true],
      "comb": (0..<40).map { $0.isMultiple(of: 2) },
    ]
    for (name, layout) in layouts {
      let path = setup.source.location(name)
      let descriptor = open(path, O_CREAT | O_WRONLY, 0o644)
      ftruncate(descriptor, layout.count * block)
      for (index, isData) in layout.enumerated() where isData {
        // Real zeros in one of them.
        let bytes = [UInt8](repeating: name == "dense" ? 0 : UInt8(index + 1), count: block)
        pwrite(descriptor, bytes, block, index * block)
      }
      close(descriptor)
    }
    let id = try setup.backup().id
    #expect(try setup.client.restore(id, to: setup.target).isClean)
    #expect(try setup.differences() == [])
    for name in layouts.keys {
      #expect(
        try holes(setup.restored(name)) == holes(setup.source.location(name)), "\(name)")
    }
  }

  @Test("A map that calls data a hole costs no byte")
  func lyingMap() throws {
    let setup = try RestoredSource()
    try setup.source.file("text", [UInt8](repeating: 7, count: 3_000))
    _ = try setup.backup()
    // Its file has a hole in its map, and is the one above.
    try HandmadeSnapshot.save(setup.base.on(setup.storage))
    let reading = try setup.client.read()
    let handmade = try #require(reading.catalog.snapshots.first { $0.snapshot.set == "handmade" })
    _ = try setup.client.restore(handmade.id, to: setup.target)
    let files = try ModelTree(folder: setup.target).files
    #expect(files.count == 2)
    #expect(files.allSatisfy { $0.value == [UInt8](repeating: 7, count: 3_000) })
  }
}
