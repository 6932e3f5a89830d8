import Format
import Storage

/// One session from its intent to its outcome: makes the calls that `WriterSteps` names.
final class SessionLife {
  let id: SessionID
  let temporaries: TemporaryNames
  /// What the session saw after it had announced itself.
  let view: SessionView

  private let repository: Repository
  private let intent: SessionIntent
  private var steps: WriterSteps<Int>

  /// W1 to W3.
  init(
    _ repository: Repository, purpose: Intent.Purpose, indexFolder: IndexFolder
  ) throws(RepositoryError) {
    self.repository = repository
    id = try repository.newSessionID()
    temporaries = TemporaryNames(id)
    var steps = WriterSteps<Int>()
    precondition(steps.next == .createIntent)
    intent = try SessionIntent(repository, id, purpose: purpose, temporaries: temporaries)
    steps.receive(.done)
    do throws(RepositoryError) {
      view = try SessionView.load(repository, indexFolder: indexFolder, for: &steps)
    } catch {
      steps.giveUp()
      intent.end(ifAskedBy: &steps)
      throw error
    }
    self.steps = steps
  }

  /// Renews the intent when it is due.
  func beatIfDue() throws(RepositoryError) {
    try intent.beatIfDue()
  }

  /// W4, once every pack is durable, to W6: index runs, then the snapshot and the records about it,
  /// then the COMMIT, each durable before the next [10.3-b]. When this returns, it is saved.
  ///
  /// Throws `busy`, caused by `SessionFenced`, if VOID was there first.
  func commit(
    _ packs: [StoredPack], lost: [LostCopy] = [], snapshot: Snapshot? = nil,
    records: [RecordDraft] = []
  ) throws(RepositoryError) -> SnapshotID? {
    let writer = OutcomeWriter(repository, id, temporaries)
    var draft = OutcomeDraft()
    while true {
      switch steps.next {
      case .storePacks: steps.receive(.done)
      case .storeRuns:
        draft.runHashes = try writer.storeRuns(packs, lost: lost)
        steps.receive(.done)
      case .storeSnapshot:
        if let snapshot { try writer.store(snapshot, records, &draft) }
        steps.receive(.done)
      case .createOutcome(let epoch): steps.receive(try writer.create(draft.commit(epoch)))
      case .removeIntent:
        intent.end()
        steps.receive(.done)
      case .end(.saved): return draft.snapshotID
      case .end(.fenced): throw .fenced(id)
      case .end(.failed), .createIntent, .listCollection, .listLog, .listPacks:
        preconditionFailure("a commit in the wrong place")
      }
    }
  }

  /// Ends the session without an outcome, unless it has one. Its intent stays if its COMMIT may be
  /// on its way [10.3-g].
  func giveUp() {
    steps.giveUp()
    intent.end(ifAskedBy: &steps)
  }
}

extension SessionIntent {
  fileprivate func end(ifAskedBy steps: inout WriterSteps<Int>) {
    guard steps.next == .removeIntent else { return }
    end()
    steps.receive(.done)
  }
}

extension RepositoryError {
  /// Somebody recorded VOID for the session.
  static func fenced(_ session: SessionID) -> RepositoryError {
    RepositoryError(
      .busy, "a prune on another machine took this session for dead",
      at: RepositoryPath.outcome(session).name,
      advice: "run the same command again; check that this machine's clock and sleep settings "
        + "did not stop it for a day", cause: SessionFenced())
  }
}
