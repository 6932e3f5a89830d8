import Format
import Pipelines
import Storage

extension Pruner {
  /// Writes what is needed of the rewritten packs into new ones, and what merged runs say of the
  /// packs that stay into a new run: one session, committed when this returns.
  func repack(
    _ proposal: PruneProposal, _ planner: PrunePlanner, _ report: inout PruneReport
  ) throws {
    guard !proposal.rewritten.isEmpty || !proposal.mergedRuns.isEmpty else { return }
    let session = try WriteSession(repository, purpose: .repack, indexFolder: indexFolder)
    do {
      counters.beginMoving(bytes: proposal.rewritten.reduce(0) { $0 + $1.live })
      let repacker = Repacker(
        repository, planner.view.index, proposal.live, cancellation, counters)
      report.damage = try repacker.move(Set(proposal.rewritten.map(\.id)), into: session)
      // The proposal may be older than a prune that came in between.
      let usable = session.view.index.usablePacks
      session.rename(try remains(of: proposal).filter { usable.contains($0.id) })
      _ = try session.commit(nil)
      report.writtenBytes = UInt64(session.storedBytes)
    } catch let error as RepositoryError where error.code == .full {
      // What nobody needs goes all the same, and makes room.
      session.abandon()
      report.unmoved = error
    } catch {
      session.abandon()
      throw error
    }
  }

  /// What the merged runs say of packs that stay.
  private func remains(of proposal: PruneProposal) throws -> [IndexedPack] {
    let staying = Set(proposal.staying.map(\.id))
    var packs: [PackID: IndexedPack] = [:]
    for run in LiveIndexRun.ascending(proposal.mergedRuns.keys) {
      try cancellation.check()
      for pack in try files.readIndexRun(run).packs where staying.contains(pack.id) {
        packs[pack.id] = pack
      }
    }
    return packs.values.sorted { $0.id < $1.id }
  }
}
