import Format
import Glibc
import Repository
import Snapshots
import Storage
import SystemPackage
import TestSupport

/// A sandbox with a repository whose keys the test has: the program runs in it, and the library
/// looks at what the program left, thousands of times, without unlocking it each time.
///
/// Its packs are as small as packs may be, so that little data makes many of them, unless another
/// repository is wanted.
final class OpenedSandbox {
  let sandbox: Sandbox
  private let base: TestRepository

  /// `files` are those of a repository that was made of `base`; `nil` for a new one.
  init(
    _ files: [String: [UInt8]]? = nil,
    of base: Result<TestRepository, any Error> = TestRepository.small
  ) throws {
    sandbox = try Sandbox()
    self.base = try base.get()
    sandbox.environment["MARTLET_PASSWORD"] = Array(TestRepository.password.utf8)
    for (name, bytes) in files ?? self.base.files {
      let path = sandbox.repository.appending(name)
      try sandbox.makeFolder(path.removingLastComponent())
      let file = try FileDescriptor.open(
        path, .writeOnly, options: .create, permissions: .ownerReadWrite)
      try file.closeAfter { _ = try file.writeAll(bytes) }
    }
  }

  /// The repository as it is now.
  func client() throws -> Client {
    Client(repository: base.on(try LocalStorage.open(at: sandbox.repository)))
  }
}

extension OpenedSandbox {
  /// What is wrong, a line each: every one of `needed` must be there, and nothing but those and
  /// `possible` ones; whatever is there must be right to the byte, and nothing may be damaged.
  func problems(
    needed: [SnapshotID: ModelTree], possible: [SnapshotID: ModelTree] = [:]
  ) throws -> [String] {
    let client = try client()
    let reading = try client.read()
    var problems = reading.damage.map(\.description)
    let there = Set(reading.catalog.snapshots.map(\.id))
    problems += needed.keys.filter { !there.contains($0) }.map { "\($0.short) is gone" }
    for snapshot in reading.catalog.snapshots {
      guard let tree = needed[snapshot.id] ?? possible[snapshot.id] else {
        problems.append("\(snapshot.id.short) is there")
        continue
      }
      problems += try client.tree(snapshot, reading).differences(from: tree)
        .map { "\(snapshot.id.short): \($0)" }
    }
    return problems + (try client.check().damage)
  }

  /// The snapshots that are not forgotten.
  func snapshots() throws -> [CatalogedSnapshot] { try client().read().catalog.snapshots }

  /// What a prune should have taken away, or would still do, a line each.
  ///
  /// Not the drafts of single files that nobody announced: another prune's look the same, and they
  /// go after a day [10.5-a].
  func leftovers(_ limits: PruneLimits) throws -> [String] {
    let client = try client()
    let findings = try client.check().findings.filter { !$0.location.hasPrefix("tmp/") }
    let proposal = try client.planner(.alone).proposal(
      limits, cancellation: client.cancellation, counters: SurveyCounters())
    return findings.map { "\($0.problem) (\($0.location))" }
      + (proposal.isNothing ? [] : ["there is more to prune"])
  }

  /// Runs the program; what is wrong if it does not end well.
  func failures(_ arguments: [String]) throws -> [String] {
    let run = try sandbox.run(arguments)
    return run.code == 0 ? [] : ["\(arguments): \(run.code) \(run.text)\(run.errors)"]
  }
}

extension Sandbox {
  var repository: FilePath { folder.appending("repository") }

  /// Makes a folder, and those above it, unless it is there.
  fileprivate func makeFolder(_ path: FilePath) throws {
    if mkdir(path.string, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw Errno(rawValue: errno) }
    try makeFolder(path.removingLastComponent())
    try makeFolder(path)
  }
}
