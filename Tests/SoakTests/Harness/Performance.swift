import Format
import Pipelines
import Repository
import Snapshots
import Storage
import TestSupport

/// A process at its errand, on its own thread.
///
/// It may touch the world between two of its calls, when it has the turn; dead, it never has.
struct Performance {
  let process: Process
  let world: World
  let client: Client

  init(_ process: Process, _ world: World) {
    self.process = process
    self.world = world
    client = Client(
      repository: world.repository(
        on: ProcessStorage(process, world), process.clock, process.identity, seed: process.seed))
  }

  func run() throws {
    switch process.errand {
    case .backUp(let style): try FilelessBackup(self, style).run()
    case .prune(let style): try prune(style)
    case .forget(let number): try forget(number)
    case .bringBack(let number): try bringBack(number)
    case .tag(let number): try tag(number)
    case .read(let number): try read(number)
    case .check(let isWhole):
      let damage = try client.check(isWhole ? .allData : .structure).damage
      try live()
      for line in damage where !process.isTroubled { world.complain("a check said: \(line)") }
    }
  }

  /// Throws if the process is dead: a call that failed may have been passed over.
  func live() throws {
    guard !process.isDead else { throw Death() }
  }

  struct Death: Error {}

  private func prune(_ style: PruneStyle) throws {
    let (world, process) = (world, process)
    let machine = process.machine
    let watch = SessionWatch(
      beats: world.machines[machine].beats, silence: style.silenceHours * 3_600_000_000_000
    ) { id, _ in
      guard !process.isDead else { return false }
      return switch style.belief {
      case .truth: world.isRunning(id, on: machine)
      case .allDead: false
      case .allRunning: true
      }
    }
    if let number = style.forgets { try forget(number) }
    let reports = try client.prune(style.limits, watch: watch)
    try live()
    for report in reports {
      world.counts.prunedPacks += report.packs
      if report.waiting.isEmpty { world.counts.prunes += 1 } else { world.counts.waits += 1 }
      for error in report.damage where !process.isTroubled {
        world.complain("a prune found damage: \(error)")
      }
    }
  }

  private func forget(_ number: Int) throws {
    let snapshots = try client.read().catalog.snapshots
    try live()
    guard snapshots.count > 1 || number % 4 == 0, let snapshot = pick(number, snapshots) else {
      return
    }
    world.ledger.beginChange(of: snapshot.id, snapshot.mark, by: process)
    try client.repository.perform(
      try client.repository.plan([.forget(true)], about: [snapshot]))
    try live()
    world.ledger.endChange(of: snapshot.id, to: .forgotten, by: process)
  }

  private func bringBack(_ number: Int) throws {
    let snapshots = try client.read().catalog.forgotten
    try live()
    guard let snapshot = pick(number, snapshots) else { return }
    world.ledger.beginChange(of: snapshot.id, snapshot.mark, by: process)
    try Revival(
      client.repository, indexFolder: IndexFolder(nil), cancellation: Cancellation(),
      counters: SurveyCounters()
    ).bringBack(snapshot)
    try live()
    world.ledger.endChange(of: snapshot.id, to: .kept, by: process)
    world.counts.revivals += 1
  }

  private func tag(_ number: Int) throws {
    let snapshots = try client.read().catalog.snapshots
    try live()
    guard let snapshot = pick(number, snapshots) else { return }
    let tag = "t\(process.number)"
    try client.repository.perform(
      try client.repository.plan([.addTags([tag])], about: [snapshot]))
    try live()
    world.ledger.noteTagged(snapshot.id, tag)
  }

  private func read(_ number: Int) throws {
    let reading = try client.read()
    try live()
    if let damage = reading.damage.first, !process.isTroubled { throw damage }
    guard let snapshot = pick(number, reading.catalog.snapshots) else { return }
    let before = world.ledger.standing(of: snapshot.id)
    let result = Result { try differences(snapshot, reading) }
    try live()
    // One that was forgotten meanwhile may have gone.
    guard before == .kept, world.ledger.standing(of: snapshot.id) == .kept else { return }
    for problem in try result.get() { world.complain("a reader found: \(problem)") }
  }

  private func differences(
    _ snapshot: CatalogedSnapshot, _ reading: RepositoryReading
  ) throws -> [String] {
    try Inspection(world).differences(
      SnapshotView(snapshot, client.repository, reading, cache: FrameCache()))
  }

  private func pick(_ number: Int, _ snapshots: [CatalogedSnapshot]) -> CatalogedSnapshot? {
    snapshots.isEmpty ? nil : snapshots[number % snapshots.count]
  }
}
