import Format
import Pipelines
import Storage

extension Pruner {
  /// Writes what is needed of the rewritten packs into new ones, and what merged runs say of the
  /// packs that stay into a new run: one session, committed when this returns, unless the prune
  /// `number` was taken for dead meanwhile. What is not moved then stays where it is.
  func repack(
    _ number: Int, _ proposal: PruneProposal, _ planner: PrunePlanner, _ report: inout PruneReport
  ) throws {
    guard !proposal.rewritten.isEmpty || !proposal.mergedRuns.isEmpty else { return }
    let session = try WriteSession(repository, purpose: .repack, indexFolder: indexFolder)
    do {
      try move(proposal, planner, into: session, &report)
    } catch let error as RepositoryError where error.code == .full {
      // What nobody needs goes all the same, and makes room.
      session.abandon()
      report.unmoved = error
    } catch let error as RepositoryError where error.cause is SessionFenced {
      session.abandon()
      report.damage = []
    } catch let error as RepositoryError where error.isFinding {
      session.abandon()
      guard try isDecided(number) else { throw error }
      report.damage = []
    } catch {
      session.abandon()
      throw error
    }
  }

  private func move(
    _ proposal: PruneProposal, _ planner: PrunePlanner, into session: WriteSession,
    _ report: inout PruneReport
  ) throws {
    counters.beginMoving(bytes: proposal.rewritten.reduce(0) { $0 + $1.live })
    let repacker = Repacker(repository, planner.view.index, proposal.live, cancellation, counters)
    report.damage = try repacker.move(Set(proposal.rewritten.map(\.id)), into: session)
    // The proposal may be older than a prune that came in between: what that took is not damaged.
    if report.damage.contains(where: \.isOfMissingFile),
      try !planner.view.state.isCurrent(repository)
    {
      report.damage.removeAll(where: \.isOfMissingFile)
    }
    session.rename(try remains(of: proposal, seenBy: session.view))
    _ = try session.commit(nil)
    report.writtenBytes = UInt64(session.storedBytes)
  }

  /// Whether somebody else has decided what dies: what is looked for may be gone since.
  private func isDecided(_ number: Int) throws(RepositoryError) -> Bool {
    let verdicts = try files.list("gc").compactMap { RepositoryPath(name: $0.name) }
    return verdicts.contains(.verdict(number))
  }

  /// What the merged runs say of packs that stay. A run that is not in force any more has had its
  /// say: the verdict that removed it saw to it that another one names its packs.
  private func remains(
    of proposal: PruneProposal, seenBy view: SessionView
  ) throws -> [IndexedPack] {
    let staying = Set(proposal.staying.map(\.id)).intersection(view.index.usablePacks)
    let inForce = Set(view.state.runs)
    var packs: [PackID: IndexedPack] = [:]
    for run in LiveIndexRun.ascending(proposal.mergedRuns.keys) where inForce.contains(run) {
      try cancellation.check()
      for pack in try files.readIndexRun(run).packs where staying.contains(pack.id) {
        packs[pack.id] = pack
      }
    }
    return packs.values.sorted { $0.id < $1.id }
  }
}
