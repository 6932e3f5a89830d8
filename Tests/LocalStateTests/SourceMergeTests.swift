import Format
import TestSupport
import Testing

@testable import LocalState

struct SourceMergeTests {
  private let home = Array("/home".utf8)

  @Test("Tells the changed, the new and the lost folders, and no others", arguments: 0..<UInt64(50))
  func differences(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let folder = try StateFolder()
    let database = folder.open()
    let tree = FolderTree.random(using: &random)
    var before: [WalkPath: StoredRow] = [:]
    let writer = database.rowWriter()
    for path in tree.left {
      let row = StoredRow.random(using: &random, maxEntries: 2)
      before[WalkPath(path)] = row
      writer.add(row, source: home, path: path)
    }
    writer.publish()

    var merge = SourceMerge(of: home, in: database)
    var lost: [WalkPath] = []
    let after = tree.changed(using: &random).left.map { WalkPath($0) }
    for path in after {
      let stored = merge.stored(path) { lost.append($0) }
      #expect(stored == before[path]?.encoded())
    }
    merge.finish { lost.append($0) }
    #expect(lost.count == Set(lost).count)
    #expect(Set(lost) == Set(before.keys).subtracting(after))
  }

  @Test("A run that finds everything as it was writes nothing")
  func unchanged() throws {
    var random = SeededGenerator(seed: 9)
    let folder = try StateFolder()
    let database = folder.open()
    let tree = FolderTree.random(using: &random)
    var spooled: [Bool] = []
    for _ in 0..<2 {
      let writer = database.rowWriter()
      for path in tree.left {
        writer.add(StoredRowsTests.row(entries: path.count), source: home, path: path)
      }
      spooled.append(writer.isEmpty)
      writer.publish()
    }
    #expect(spooled == [false, true])
  }
}
