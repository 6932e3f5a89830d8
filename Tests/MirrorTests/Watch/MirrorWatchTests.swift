import Format
import Glibc
import Pipelines
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// The watch with the kernel's words, and waits that nobody has to sit through.
struct MirrorWatchTests {
  private let folder: TemporaryFolder
  private let a, b: FilePath

  init() throws {
    folder = try TemporaryFolder()
    a = folder.appending("a")
    b = folder.appending("b")
    for path in [a, b] { mkdir(path.string, 0o700) }
  }

  private var waits: WatchPace.Waits {
    var waits = WatchPace.Waits()
    waits.quiet = 1
    waits.most = 1
    waits.deletion = 3_600_000
    return waits
  }

  private func write(_ path: FilePath) throws {
    try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite)
      .close()
  }

  @Test("A change asks for a run, and so does what is deleted while one goes on")
  func changes() throws {
    let watch = MirrorWatch(a: a, b: b, waits: waits)
    #expect(watch.takeLimitations().isEmpty)
    try write(a.appending("new"))
    #expect(watch.next(Cancellation())?.held == [])
    // As if the run itself had deleted it: no reason to wait for an hour.
    unlink(a.appending("new").string)
    #expect(watch.next(Cancellation())?.held == [])
  }

  @Test("A root that cannot be watched is looked at again and again, and that is said once")
  func blind() throws {
    var waits = waits
    waits.blind = 1
    let watch = MirrorWatch(a: a, b: folder.appending("missing"), waits: waits)
    let limitations = watch.takeLimitations()
    #expect(limitations.map(\.side) == [.b])
    #expect(limitations.first?.problem.contains("cannot be watched") == true)
    #expect(watch.takeLimitations().isEmpty)
    for _ in 0..<3 { #expect(watch.next(Cancellation()) != nil) }
  }

  @Test("Who cancels gets no run")
  func cancelled() throws {
    let watch = MirrorWatch(a: a, b: b, waits: waits)
    let cancellation = Cancellation()
    cancellation.cancel()
    try write(a.appending("new"))
    #expect(watch.next(cancellation) == nil)
  }
}
