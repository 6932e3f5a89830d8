import Format
import Glibc
import Snapshots
import TestSupport
import Testing

@testable import Repository

/// Repositories of some kilobytes that say that they hold more than any machine: what looks at them
/// stays small, and can be interrupted where it cannot end.
struct HostileSizeTests {
  @Test("Folders in which each names one other ten times, 40 levels down")
  func wide() throws {
    var id: SnapshotID?
    let sandbox = try HostileSandbox.make { hostile in
      var folder = try hostile.folder([.file("f", 0, [])])
      for _ in 0..<40 {
        folder = try hostile.folder((0..<10).map { .made("d\($0)", .folder(folder)) })
      }
      id = try hostile.commit(folder: folder)
    }
    let name = try #require(id).short
    // 10^40 folders: 41 trees, the root's, and two of the honest snapshot's.
    let check = try sandbox.run(["check", "--json"], in: [0])
    #expect(JSONLine(check.lines.last ?? "")?["trees"] == .number(45))
    // Nothing is found in 41 trees, wherever they are.
    try sandbox.run(["find", "nothing"], in: [0])
    for command in [
      ["ls", "-R", "-l", name], ["restore", name, "--to", "restored"], ["find", "f"],
      ["diff", name, sandbox.honest.short],
    ] {
      let started = try sandbox.sandbox.start(bytes: command.map { Array($0.utf8) })
      usleep(1_500_000)
      started.process.send(SIGINT)
      #expect(started.end().code == 130, "\(command)")
    }
  }

  @Test("[7.4-a] A file of 3 276 800 000 chunks, which are one")
  func manyLists() throws {
    var id: SnapshotID?
    let sandbox = try HostileSandbox.make { hostile in
      let chunk = try hostile.store(.data, [1])
      let list = try hostile.store(
        .chunkList,
        ChunkList(ids: [ChunkID](repeating: chunk, count: Limits.maxChunksPerList)).encoded())
      let lists = [ChunkID](repeating: list, count: 200_000)
      let file = Node.file("f", 200_000 * Limits.maxChunksPerList, lists, lists: true)
      id = try hostile.commit(folder: hostile.folder([file]))
    }
    let name = try #require(id).short
    try sandbox.run(["check"], in: [0])
    try sandbox.run(["check", "--read-data"], in: [0])
    #expect(try sandbox.run(["ls", "-l", name], in: [0]).text.contains(" 3276800000 "))
    let command =
      "ulimit -d \(HostileSandbox.maxKibibytes); \"$MARTLET\" cat \(name):f | head -c 100"
    #expect(try sandbox.sandbox.shell(command).output == [UInt8](repeating: 1, count: 100))
  }

  @Test("[7.2-a] A folder of a million entries, which some kilobytes name")
  func manyPieces() throws {
    let sandbox = try HostileSandbox.make { hostile in
      var entries: [TreeList.Entry] = []
      for piece in 0..<16 {
        let names = (0..<Limits.maxNodesPerPiece).map {
          String(10_000_000 + piece * Limits.maxNodesPerPiece + $0)
        }
        let id = try hostile.store(.treePiece, HostileSnapshot.rawPiece(names))
        guard let first = FileName(names[0].utf8) else { continue }
        entries.append(TreeList.Entry(firstName: first, id: id))
      }
      let list = try hostile.store(.treeList, TreeList(entries: entries).encoded())
      try hostile.commit(folder: TreeReference(id: list, isList: true))
    }
    try sandbox.run(["check"], in: [0])
  }
}
