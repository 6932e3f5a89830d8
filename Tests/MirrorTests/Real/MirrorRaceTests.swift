import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// Somebody works in a root while a run changes it.
struct MirrorRaceTests {
  enum Deed: CaseIterable, Sendable {
    /// What has the name is opened and written to.
    case edit
    /// The same, and it stays open until the run is over.
    case editSlowly
    /// A new file takes the name, whatever has it.
    case replace
  }

  /// A path of each kind of step, by what is done there.
  private static let paths = ["m", "d/x", "k/z", "r", "t", "p", "n/o", "rr", "f/q"]

  @Test("P15: what a writer writes at any moment survives", arguments: Deed.allCases)
  func writers(_ deed: Deed) throws {
    var counts = (moments: 0, written: 0)
    for path in Self.paths {
      for number in 1... {
        let pair = try Stirred.pair()
        let writer = Writer(pair.b.folder.location(path))
        let watch = CallWatch(at: mirrorPath(path)) { (count) throws(Errno) in
          if count == number { writer.act(deed) }
        }
        try pair.run(probe: watch.probe)
        guard watch.calls >= number else { break }
        writer.close()
        counts.moments += 1
        guard writer.hasWritten else { continue }
        counts.written += 1
        let title = "\(deed) \(path) at call \(number)"
        try pair.expect(writer.mark, title)
        for _ in 0..<3 { try pair.run() }
        try pair.expect(writer.mark, title + ", later")
        #expect(try pair.differences() == [], "\(title)")
        #expect(try pair.prepare().plan.steps == [], "\(title)")
      }
    }
    #expect(counts.written > 20)
    print("\(deed): \(counts.written) writes at \(counts.moments) moments, none lost")
  }

  @Test("P18: links that take the place of folders lead nowhere", arguments: ["d", "k", "f", "g"])
  func links(_ name: String) throws {
    let wanted = try Stirred.contents()
    var moments = 0
    for number in 1... {
      let pair = try Stirred.pair()
      let outside = try SourceFolder("outside")
      for inner in ["x", "y", "z", "q", "h"] { try outside.file(inner, Array("mine".utf8)) }
      let before = try ModelTree(folder: outside.path)
      let place = pair.b.folder.location(name)
      let watch = CallWatch(at: mirrorPath(name)) { (count) throws(Errno) in
        guard count == number, rename(place, place + ".away") == 0 else { return }
        symlink(outside.path.string, place)
      }
      try pair.run(probe: watch.probe)
      #expect(try ModelTree(folder: outside.path) == before, "\(name), call \(number)")
      guard watch.calls >= number else { break }
      moments += 1
      if access(place + ".away", F_OK) == 0, unlink(place) == 0 {
        rename(place + ".away", place)
      }
      for _ in 0..<3 { try pair.run() }
      #expect(try pair.differences() == [], "\(name), call \(number)")
      #expect(try wanted.subtracting(pair.a.model().contents) == [], "\(name), call \(number)")
    }
    print("a link in place of \(name) at \(moments) moments: nothing outside was touched")
  }
}

/// Somebody else.
private final class Writer: @unchecked Sendable {
  // The test and the run take turns on one thread.
  let mark = Array("written by somebody else \(UInt64.random(in: 0 ... .max))".utf8)
  private let path: String
  private var descriptor: CInt = -1
  private(set) var hasWritten = false

  init(_ path: String) {
    self.path = path
  }

  func act(_ deed: MirrorRaceTests.Deed) {
    switch deed {
    case .edit:
      descriptor = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK)
      close()
    case .editSlowly: descriptor = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK)
    case .replace:
      descriptor = open(path + ".new", O_WRONLY | O_CREAT, 0o644)
      close()
      if rename(path + ".new", path) != 0 {
        unlink(path + ".new")
        hasWritten = false
      }
    }
  }

  func close() {
    guard descriptor >= 0 else { return }
    hasWritten = write(descriptor, mark, mark.count) == mark.count
    Glibc.close(descriptor)
    descriptor = -1
  }
}

extension RealPair {
  /// Some file of either side ends with these bytes.
  fileprivate func expect(_ mark: [UInt8], _ title: String) throws {
    let all = try a.model().contents.union(b.model().contents)
    #expect(all.contains { $0.suffix(mark.count).elementsEqual(mark) }, "\(title)")
  }
}
