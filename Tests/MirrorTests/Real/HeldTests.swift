import FileTree
import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// Metadata that a root does not take.
struct HeldTests {
  @Test("Who cannot give files away compares no owners", .enabled(if: isSuperuser))
  func owners() throws {
    let pair = try RealPair()
    try pair.a.folder.file("tool", [1])
    try #require(chown(pair.a.folder.location("tool"), 1_234, 1_234) == 0)
    try pair.a.folder.mode("tool", 0o4755)
    let ordinary: (inout MirrorRequest) -> Void = { $0.mayGiveAway = false }
    let result = try pair.run(ordinary)
    #expect(result.failures == [] && result.losses == [])
    let copy = try #require(pair.b.model().entries["tool"])
    #expect(copy.permissions == 0o755 && copy.userID == getuid())
    #expect(try pair.prepare(ordinary).plan.steps == [])

    try pair.b.folder.modified("tool", seconds: 77)
    try pair.run(ordinary)
    let tool = try #require(pair.a.model().entries["tool"])
    #expect(tool.permissions == 0o4755 && tool.userID == 1_234)
    #expect(tool.modified == Timestamp(seconds: 77, nanoseconds: 0))
  }

  @Test("What a root never took is neither compared nor planned")
  func lost() throws {
    let pair = try RealPair()
    try pair.a.folder.file("x", [1])
    try pair.a.folder.attribute("x", "user.k", [1])
    let without: (inout MirrorRequest) -> Void = { $0.b.lost = [.attributes] }
    try pair.run(without)
    try pair.b.folder.attribute("x", "user.k", [2])
    try pair.b.folder.modified("x", seconds: 77)
    #expect(try pair.prepare(without).plan.steps.map(\.side) == [.a])
    try pair.run(without)
    let values = try [pair.a, pair.b].map { try $0.model().entries["x"]?.attributes.map(\.value) }
    #expect(values == [[[1]], [[2]]])
    #expect(try pair.prepare(without).plan.steps == [])
  }
}
