import Format
import Glibc
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

/// A hostile repository as files, with one snapshot of an honest program in it, and the program to
/// read it with.
struct HostileSandbox {
  let sandbox: Sandbox
  let honest: SnapshotID
  let honestTree: ModelTree
  let hostile: HostileRepository

  init(_ hostile: HostileRepository, honest: SnapshotID, _ source: SourceFolder) throws {
    self.hostile = hostile
    self.honest = honest
    honestTree = try ModelTree(folder: source.path)
    sandbox = try Sandbox()
    sandbox.environment["MARTLET_PASSWORD"] = Array(TestRepository.password.utf8)
    for (name, bytes) in hostile.storage.files {
      let path = sandbox.folder.appending("repository/\(name)")
      runProgram("/bin/mkdir", ["-p", path.removingLastComponent().string])
      try write(bytes, to: path)
    }
  }

  /// A hostile repository that begins with an honest snapshot.
  static func make(_ fill: (HostileRepository) throws -> Void) throws -> HostileSandbox {
    let hostile = try HostileRepository()
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 1)
    try source.folder("docs")
    try source.file("docs/a", random.bytes(30_000))
    try source.file("b", random.noise(100_000))
    let honest = try Client(repository: hostile.repository).backup(source.path).id
    try fill(hostile)
    return try HostileSandbox(hostile, honest: honest, source)
  }

  /// Runs the program with so little memory that a bomb would end it. It must say why it ends with
  /// another code than 0, and never be ended by a signal.
  @discardableResult
  func run(
    _ arguments: [String], _ name: String = "", in codes: Set<Int32>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Sandbox.Outcome {
    let limit = ["/bin/sh", "-c", "ulimit -d \(Self.maxKibibytes); ulimit -c 0; exec \"$@\"", "sh"]
    let outcome = try sandbox.start(
      program: limit.map { Array($0.utf8) } + [Sandbox.binary.bytes],
      arguments.map { Array($0.utf8) }
    ).end()
    let what = "\(name): \(arguments.joined(separator: " ")): \(outcome.code) \(outcome.errors)"
    #expect(codes.contains(outcome.code), "\(what)", sourceLocation: sourceLocation)
    if outcome.code != 0 {
      #expect(
        outcome.errors.count + outcome.text.count > 10, "\(what)", sourceLocation: sourceLocation)
    }
    return outcome
  }

  /// Of data in memory.
  static let maxKibibytes = 200 << 10

  /// The honest snapshot is there, whole.
  func expectHonest() throws {
    try run(["restore", honest.short, "--to", "honest"], in: [0])
    #expect(try ModelTree(folder: sandbox.folder.appending("honest")) == honestTree)
  }

  private func write(_ bytes: [UInt8], to path: FilePath) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    _ = try file.closeAfter { try file.writeAll(bytes) }
  }
}
