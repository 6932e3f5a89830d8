import FileTree
import Format
import Pipelines
import Repository
import Snapshots
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// What a run refuses before it changes anything, and what it leaves alone.
struct MirrorRefusalTests {
  @Test("Roots in one another, missing, or others than they were are refused")
  func roots() throws {
    let pair = try RealPair()
    try pair.agree(on: .of("x=1 d/y=2"))
    let inner = MirrorRequest.Root(pair.a.path.appending("d"), label: RootLabel("I"))
    #expect(throws: MirrorRefusal.rootsAreNested) { try pair.prepare { $0.b = inner } }
    #expect(throws: MirrorRefusal.rootsAreNested) { try pair.prepare { $0.b = $0.a } }
    let missing = MirrorRequest.Root("/nowhere/at/all", label: RootLabel("I"))
    #expect(throws: MirrorRefusal.rootIsMissing(.b, .noSuchFileOrDirectory)) {
      try pair.prepare { $0.b = missing }
    }
    let prepared = try pair.prepare()
    let other = RootIdentity(
      fileSystem: 1, inode: try #require(prepared.identities[.a]).inode, born: nil)
    #expect(throws: MirrorRefusal.isAnotherRoot(.a)) { try pair.prepare { $0.a.identity = other } }
    let known = prepared.identities
    #expect(try pair.prepare { $0.a.identity = known[.a] }.plan.steps == [])
  }

  @Test("P12: a plan beyond a rail does not reach the executor")
  func rails() throws {
    let pair = try RealPair()
    try pair.agree(on: .of((0..<20).map { "f\($0)=1" }.joined(separator: " ")))
    try pair.a.become(.of(""))
    let plan = try pair.prepare().plan
    #expect(throws: BeyondRails.self) { try JudgedPlan(plan, by: Rails()) }
    #expect(Rails().objections(to: plan).contains(.emptyRoot(.a)))
  }

  @Test("Too little room is refused, and nothing was changed", .enabled(if: canMount))
  func room() throws {
    let pair = try RealPair()
    try pair.run()
    try pair.a.folder.file("big", [UInt8](repeating: 7, count: 1 << 20))
    let disk = try SmallFileSystem(at: pair.b.path)
    defer { disk.unmount() }
    let prepared = try pair.prepare()
    let judged = try JudgedPlan(prepared.plan, by: .none)
    let refusal = #expect(throws: MirrorRefusal.self) { try prepared.perform(judged) }
    guard case .tooLittleSpace(.b, neededBytes: 1 << 20, _) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(try pair.b.model().entries.count == 1)
  }

  @Test("A disk that came over files is refused; allowed, it is unknown", .enabled(if: canMount))
  func mounts() throws {
    let pair = try RealPair()
    try pair.agree(on: .of("d/x=1 y=2"))
    let disk = try SmallFileSystem(at: pair.a.path.appending("d"))
    defer { disk.unmount() }
    try pair.a.folder.file("d/strange", [9])
    #expect(throws: MirrorRefusal.mountAppeared(.a, mirrorPath("d"))) { try pair.prepare() }
    let prepared = try pair.prepare { $0.newMounts = .allowed }
    #expect(prepared.plan.steps.allSatisfy { $0.path == .root })
    try pair.finish(prepared)
    #expect(try pair.b.model().files["d/x"] == RealRoot.bytes(1))
  }

  @Test("A folder of the repository inside a root is unknown: neither copied nor deleted")
  func ownFolders() throws {
    let pair = try RealPair()
    try pair.a.folder.folder("store")
    try pair.a.folder.file("store/pack", [1])
    try pair.a.folder.file("x", [2])
    let status = try OpenFolder.open(pair.a.path.appending("store")).status()
    let own: (inout MirrorRequest) -> Void = {
      $0.leftOut = [BackupRequest.LeftOut(device: status.device, inode: status.inode)]
    }
    try pair.run(own)
    #expect(try pair.b.model().files == ["x": [2]])
    #expect(try pair.prepare(own).planned.trees.a.node(at: mirrorPath("store"))?.isUnknown == true)
    try pair.run { request in
      own(&request)
      request.direction = .refresh
      swap(&request.a, &request.b)
    }
    #expect(try pair.a.model().files == ["x": [2], "store/pack": [1]])
  }

  @Test("What a killed run left: its own goes, what nobody else has becomes a file that is seen")
  func leftovers() throws {
    let pair = try RealPair()
    try pair.agree(on: .of("x=1 d/y=2"))
    let own = ".martlet-0123456789abcdef-1"
    try pair.b.folder.file("\(own).tmp", [1, 2, 3])
    try pair.b.folder.file("d/\(own).aside", RealRoot.bytes(1))
    try pair.b.folder.file("\(own).aside", [4, 5, 6])
    try pair.b.folder.folder(".martlet-0123456789abcdef-2.aside")
    let result = try pair.run()
    #expect(result.failures == [])
    #expect(try pair.b.model().leftovers == [])
    #expect(try pair.differences() == [])
    let recovered = try pair.a.model().files.filter { $0.value == [4, 5, 6] }.keys
    #expect(recovered.count == 1 && recovered.first?.hasPrefix("recovered.conflict-") == true)
    #expect(try pair.prepare().plan.steps == [])
  }

  @Test("Texts that both sides changed are merged by whoever can, and stored")
  func texts() throws {
    let pair = try RealPair()
    for root in [pair.a, pair.b] { try root.folder.file("t", Array("one two".utf8)) }
    try pair.run()
    try pair.a.folder.file("t", Array("ONE two".utf8))
    try pair.b.folder.file("t", Array("one TWO".utf8))
    let result = try pair.run { request in
      request.conflicts = .merge
      request.textMerge = { baseline, a, b in
        #expect(baseline == Array("one two".utf8))
        return a.prefix(3) + b.suffix(4)
      }
    }
    #expect(result.failures == [])
    #expect(try pair.a.model().files == ["t": Array("ONE TWO".utf8)])
    #expect(try pair.differences() == [])
    #expect(try pair.client.tree(result.baseline).files["t"] == Array("ONE TWO".utf8))
    #expect(try pair.prepare().plan.steps == [])
  }

  @Test("A run that is stopped between two steps goes on with the next one")
  func cancelled() throws {
    let wanted = try Stirred.contents()
    let pair = try Stirred.pair()
    let prepared = try pair.prepare()
    pair.client.cancellation.cancel()
    #expect(throws: Cancelled.self) { try pair.finish(prepared) }
    pair.client.cancellation = Cancellation()

    let stopped = Cancellation()
    pair.client.cancellation = stopped
    let watch = CallWatch { (count) throws(Errno) in
      if count == 12 { stopped.cancel() }
    }
    let half = try pair.prepare(probe: watch.probe)
    #expect(throws: Cancelled.self) { try pair.finish(half) }
    #expect(try pair.a.model().leftovers + pair.b.model().leftovers == [])
    pair.client.cancellation = Cancellation()
    try pair.expectConvergence(to: wanted, "cancelled")
  }
}
