import Format
import Repository
import Snapshots
import SystemPackage
import TestSupport
import Testing

/// A repository on a file system of its own, a command during which the power is cut, and what must
/// hold when the machine has started again.
final class PowerCuts {
  enum Command: String, CaseIterable {
    case backup, prune
    /// Of more than is written at once, so that its pack goes past the page cache.
    case longBackup
  }

  private let opened: OpenedSandbox
  /// What must be there, whatever happens.
  private let kept: [SnapshotID: ModelTree]
  private let command: Command
  private let disk: DiskImage
  private let source: ModelTree

  private var sandbox: Sandbox { opened.sandbox }

  init(_ command: Command, on kind: DiskImage.Kind) throws {
    self.command = command
    if command == .longBackup {
      opened = try OpenedSandbox(of: TestRepository.standard)
      kept = [:]
    } else {
      let past = try ForgottenPast.shared.get()
      opened = try OpenedSandbox(past.files)
      kept = past.kept()
    }
    disk = try DiskImage(kind, in: opened.sandbox)
    let noiseBytes = command == .longBackup ? 9_000_000 : 200_000
    try opened.sandbox.shell(
      """
      mv repository disk && ln -s disk/repository repository && cp -a home pristine
      mkdir -p src/sub && seq 9000 >src/text && head -c \(noiseBytes) /dev/urandom >src/sub/noise
      """)
    source = try ModelTree(folder: opened.sandbox.folder.appending("src"))
    try disk.keep()
  }

  private var saves: Bool { command != .prune }

  private var arguments: [String] {
    saves ? ["backup", "src", "--json"] : ["prune"] + ForgottenPast.effort
  }

  /// The calls on which durability rests, of a command that nobody interrupts.
  func calls() throws -> [String] {
    try reset()
    var power = PowerSwitch(disk: disk, cut: nil)
    let outcome = try sandbox.run(arguments, watchedBy: &power)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return power.calls
  }

  /// What is wrong after a cut, at a barrier on the disk or where the program says something, a
  /// line each; `nil` if the command had ended before.
  func problems(after cut: KilledRun.Kill) throws -> [String]? {
    try reset()
    var power = PowerSwitch(disk: disk, cut: cut)
    let outcome = try sandbox.run(arguments, watchedBy: &power)
    guard outcome.code == 128 + 9 else { return nil }
    try disk.mountAgain()
    let isSaid = saves ? !outcome.text.isEmpty : outcome.text.contains(" freed.")
    let problems = try problems(isSaid: isSaid) + nextProblems()
    let place = "\(command), \(cut) (\(power.calls.last ?? ""))"
    return problems.map { "\(place): \($0)" }
  }

  private func reset() throws {
    try sandbox.shell("rm -rf home && cp -a pristine home")
    try disk.reset()
  }

  private func problems(isSaid: Bool) throws -> [String] {
    let new = try opened.snapshots().map(\.id).filter { kept[$0] == nil }
    let saved = Dictionary(uniqueKeysWithValues: new.map { ($0, source) })
    let problems = try opened.problems(needed: kept, possible: saves ? saved : [:])
    let isLost = saves && isSaid && new.isEmpty
    return problems + (isLost ? ["what was saved is gone"] : [])
  }

  /// The same again works, and a prune leaves nothing over.
  private func nextProblems() throws -> [String] {
    var problems = try opened.failures(arguments)
    if saves, let newest = try opened.snapshots().last?.id {
      problems += try opened.client().tree(newest).differences(from: source)
    }
    problems += try opened.failures(["prune"] + ForgottenPast.effort)
    // Where nothing was forgotten a prune may have no reason to act.
    if !kept.isEmpty { problems += try opened.leftovers(ForgottenPast.limits) }
    return try problems + opened.failures(["check", "--read-data"])
  }
}
