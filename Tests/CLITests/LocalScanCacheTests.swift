import Format
import LocalState
import Snapshots
import SystemPackage
import Testing

@testable import CLI

/// What a backup tells the database of this machine, and gets back from it.
struct LocalScanCacheTests {
  @Test("Rows come back as they were once they are published, and not before")
  func roundTrip() throws {
    let sandbox = try Sandbox()
    let repository = RepositoryID(Bytes32.zero)
    let cache = LocalScanCache.make(StateDatabase(in: sandbox.folder, for: repository))
    let source = Array("/source".utf8)
    let row = try row(seconds: 5)
    let discarded = cache.writer()
    discarded.add(row, source: source, path: [])
    discarded.discard()
    #expect(Self.row(cache.rows(of: source), at: []) == nil)

    let writer = cache.writer()
    let below = try self.row(seconds: 7)
    writer.add(below, source: source, path: Array("a/b".utf8))
    writer.add(row, source: source, path: [])
    writer.publish()
    let rows = LocalScanCache.make(StateDatabase(in: sandbox.folder, for: repository))
      .rows(of: source)
    #expect(Self.row(rows, at: []) == row)
    #expect(Self.row(rows, at: Array("a/b".utf8)) == below)
    #expect(Self.row(rows, at: Array("a/c".utf8)) == nil)
    for (other, isExpected) in [(row, true), (below, false)] {
      let found = rows.row(at: [], unless: other.entries.count) { other.entries[$0] }
      if case .expected(row.tree, row.entries.map(\.fingerprint))? = found {
        #expect(isExpected)
      } else if case .other(row)? = found {
        #expect(!isExpected)
      } else {
        Issue.record("\(String(describing: found))")
      }
    }
  }

  @Test("Without a database nothing is kept")
  func none() throws {
    let cache = LocalScanCache.make(nil)
    cache.writer().publish()
    #expect(Self.row(cache.rows(of: []), at: []) == nil)
  }

  private static func row(_ rows: any ScanRowReader, at path: [UInt8]) -> ScanRow? {
    let none = rows.row(at: path, unless: 0) { _ in preconditionFailure("none is asked for") }
    if case .other(let row)? = none { return row }
    return nil
  }

  private func row(seconds: Int64) throws -> ScanRow {
    let times = (1...2).map { Timestamp(seconds: seconds * $0, nanoseconds: 3) }
    let name = try #require(FileName(Array("name".utf8)))
    return ScanRow(
      tree: TreeReference(id: ChunkID(Bytes32.zero), isList: true),
      entries: [
        ScanRow.Entry(
          name: name, size: 11, modified: times[0], changed: times[1], inode: 13, isSettled: true,
          fingerprint: Fingerprint(high: 17, low: UInt64(seconds)))
      ])
  }
}
