import FileTree
import Glibc
import Pipelines
import Snapshots
import SystemPackage
import TestSupport
import Testing

struct RoomSurveyTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for path in ["a", "b"] { mkdir(folder.appending(path).string, 0o700) }
  }

  private func write(_ path: String, _ bytes: Int, time: Int = 5) throws {
    let file = folder.appending(path)
    let opened = try FileDescriptor.open(
      file, .writeOnly, options: .create, permissions: .ownerReadWrite)
    try opened.closeAfter { _ = try opened.writeAll([UInt8](repeating: 1, count: bytes)) }
    var times = [timespec(tv_sec: time, tv_nsec: 0), timespec(tv_sec: time, tv_nsec: 0)]
    utimensat(AT_FDCWD, file.string, &times, 0)
  }

  private func bytes(
    _ change: (inout Selection) -> Void = { _ in },
    leftOut: Set<BackupRequest.LeftOut> = []
  ) throws -> UInt64 {
    var selection = Selection()
    change(&selection)
    return try RoomSurvey.bytes(
      of: [folder.appending("a"), folder.appending("b"), folder.appending("missing")], selection,
      leftOut: leftOut, Cancellation())
  }

  @Test("What is equal on both sides by path, size and time counts once; links too")
  func counts() throws {
    #expect(try bytes() == 0)
    try write("a/x", 100)
    try write("b/x", 100)
    #expect(try bytes() == 100)
    try write("b/x", 100, time: 6)
    #expect(try bytes() == 200)
    try write("b/x", 101)
    #expect(try bytes() == 201)
    try write("b/y", 100)
    #expect(try bytes() == 301)
    link(folder.appending("b/y").string, folder.appending("b/z").string)
    #expect(try bytes() == 301)
    symlink("x", folder.appending("a/link").string)
    #expect(try bytes() == 301)
    #expect(try bytes { $0.largestFileBytes = 100 } == 200)
  }

  @Test("Who cancels gets no answer")
  func cancelled() {
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: Cancelled.self) {
      try RoomSurvey.bytes(of: [folder.path], Selection(), leftOut: [], cancellation)
    }
  }
}
