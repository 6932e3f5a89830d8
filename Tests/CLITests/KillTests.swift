import TestSupport
import Testing

/// The program ended by `kill -9` at every system call by which it changes a file, in the
/// repository or of its own; some of them in the ordinary suite, all with `MARTLET_TORTURE`: 552
/// kills around 276 calls, none lost anything, in 25 minutes on two busy processors. Prunes,
/// forgets, undeletes and remarks have 2 114 around 1 057 calls, of which 416 were tried last; none
/// lost anything.
@Suite(.enabled(if: Tracing.isPossible, "this system lets no process trace another"))
struct KillTests {
  @Test(
    "A backup killed at any call loses nothing and blocks nothing", arguments: [true, false])
  func backups(isKnownHere: Bool) throws {
    let backups = try KilledBackups(isKnownHere: isKnownHere)
    let kind = "a backup (\(isKnownHere ? "with" : "without") a cache)"
    try KillTrial.run("kills of \(kind)", sample: 9, calls: backups.calls()) {
      try backups.problems(after: $0)
    }
  }

  @Test("[3.7-c] An init killed at any call leaves a repository, or room for the next init")
  func inits() throws {
    let inits = try KilledInits()
    try KillTrial.run("kills of an init", sample: 8, calls: inits.calls()) {
      try inits.problems(after: $0)
    }
  }

  @Test("A restore killed at any call leaves whole files, and the next one does the rest")
  func restores() throws {
    let restores = try KilledRestores()
    try KillTrial.run("kills of a restore", sample: 12, calls: restores.calls()) {
      try restores.problems(after: $0)
    }
  }

  @Test(
    "[3.2-d] A change of keys killed at any call leaves a key that opens, and no damage",
    arguments: KilledKeys.Change.allCases)
  func keys(change: KilledKeys.Change) throws {
    let keys = try KilledKeys(change)
    try KillTrial.run("kills of key \(change)", sample: 4, calls: keys.calls()) {
      try keys.problems(after: $0)
    }
  }

  @Test(
    "A forget, prune, undelete or remark killed at any call harms nothing, and is simply repeated",
    arguments: KilledPrunes.Change.allCases)
  func prunes(change: KilledPrunes.Change) throws {
    let prunes = try KilledPrunes(change)
    let sample = change.frees ? 3 : 1
    try KillTrial.run("kills of \(change)", sample: sample, calls: prunes.calls()) {
      try prunes.problems(after: $0)
    }
  }
}
