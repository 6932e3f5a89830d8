import Format
import Pipelines
import TestSupport
import Testing

@testable import Mirror

/// Large trees: that the work is near linear, and recursion no deeper than folders are.
struct ScaleTests {
  private static let isLarge = isSoak

  @Test("A tree of many nodes, a hundredth of them changed on each side")
  func many() throws {
    let folders = Self.isLarge ? 10_000 : 300
    let baseline = Self.tree(folders: folders) { _ in 0 }
    let a = Self.tree(folders: folders) { $0 % 100 == 1 ? 1 : 0 }
    let b = Self.tree(folders: folders) { $0 % 100 == 2 ? 2 : 0 }
    let clock = ContinuousClock()
    var plan: MirrorPlan?
    let time = clock.measure {
      plan = MirrorPlan(baseline: baseline, a: a, b: b, options: Trial.standard)
    }
    #expect(plan?.steps.count == 4 * folders)
    #expect(plan?.tally(.a).overwritten == folders)
    print("\(folders * 100) files, \(plan?.steps.count ?? 0) steps: \(time)")
    let refresh = clock.measure {
      plan = MirrorPlan(
        baseline: nil, a: a, b: .of(""), options: Trial.standard.with { $0.direction = .refresh })
    }
    #expect(plan?.tally(.b).created == folders * 100)
    print("\(folders * 100) files into an empty root, \(plan?.steps.count ?? 0) steps: \(refresh)")
  }

  @Test("Many conflicts, renames and renamed folders in one folder")
  func busy() throws {
    let count = Self.isLarge ? 100_000 : 3_000
    func tree(_ prefix: String, _ seed: UInt64) -> MirrorTree {
      MirrorTree(
        metadata: MirrorTree.plain,
        nodes: (0..<count).map { index in
          let folder = MirrorNode.folder("\(prefix)\(index + 1_000_000)", MirrorTree.plain)
          return index % 2 == 0
            ? Self.file("\(prefix)\(index + 1_000_000)", UInt64(index), version: 0)
            : folder.holding([Self.file("x", UInt64(index), version: seed)])
        })
    }
    let clock = ContinuousClock()
    var plan: MirrorPlan?
    let (old, new) = (tree("x", 0), tree("y", 0))
    let (a, b) = (tree("x", 1), tree("x", 2))
    let renamed = clock.measure {
      plan = MirrorPlan(baseline: old, a: new, b: old, options: Trial.standard)
    }
    #expect(plan?.steps.count == count + 1)
    print("\(count) renames in one folder: \(renamed)")
    let conflicts = clock.measure {
      plan = MirrorPlan(baseline: nil, a: a, b: b, options: Trial.standard)
    }
    #expect(plan?.notices.count == count / 2)
    print("\(count / 2) conflicts: \(conflicts)")
  }

  @Test("Folders as deep as a snapshot may have, on the stack of a worker thread")
  func deep() throws {
    let created = Monitor<[Int]>([])
    let thread = try WorkerThread {
      let tree = Self.deepTree()
      let nothing = MirrorTree.of("")
      func plan(_ baseline: MirrorTree, _ a: MirrorTree, _ b: MirrorTree) -> MirrorPlan {
        MirrorPlan(baseline: baseline, a: a, b: b, options: Trial.standard)
      }
      let counts = [
        plan(nothing, tree, nothing), plan(tree, tree, tree), plan(tree, nothing, tree),
        plan(nothing, tree, Self.deepTree()),
      ].map(\.steps.count)
      created.access { $0 = counts }
    }
    thread.join()
    // Each folder is made and gets its time; the root gets its time, and the file is made.
    let depth = Limits.maxFolderDepth
    #expect(created.access { $0 } == [2 * depth + 2, 0, depth + 2, 0])
  }

  private static func deepTree() -> MirrorTree {
    let file = file("x", 1, version: 0)
    let nodes = (0..<Limits.maxFolderDepth).reduce([file]) { nodes, _ in
      [MirrorNode.folder("d", MirrorTree.plain).holding(nodes)]
    }
    return MirrorTree(metadata: MirrorTree.plain, nodes: nodes)
  }

  private static func tree(folders: Int, version: (Int) -> UInt64) -> MirrorTree {
    MirrorTree(
      metadata: MirrorTree.plain,
      nodes: (0..<folders).map { folder in
        MirrorNode.folder("folder\(folder + 1_000_000)", MirrorTree.plain).holding(
          (0..<100).map {
            file("file\($0 + 100)", UInt64(folder * 100 + $0), version: version($0))
          })
      })
  }

  private static func file(_ name: String, _ number: UInt64, version: UInt64) -> MirrorNode {
    let bytes = [number, version].flatMap { word in
      (0..<16).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0 % 8))) }
    }
    return MirrorNode(
      name: fileName(name), metadata: MirrorTree.plain,
      content: .file(ContentID(Bytes32(bytes) ?? .zero), size: 1))
  }
}
