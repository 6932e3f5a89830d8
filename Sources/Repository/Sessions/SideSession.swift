import Format
import Storage

/// A session within a session: commits packs that the main one has stored, and nothing else.
///
/// It has an intent and a view of its own, newer than those of the main session. A base that was
/// usable for the main session may be condemned by now, and nobody would wait for the side
/// session's COMMIT on its account; so packs are committed here only if all their bases are usable
/// in the new view too. The others stay with the main session, for which a prune does wait.
struct SideSession {
  private let repository: Repository
  private let life: SessionLife

  /// Throws `busy`, caused by `SessionFenced`, if the main session has an outcome: it was taken for
  /// dead, and so has to start again.
  init(
    _ repository: Repository, of main: SessionID, indexFolder: IndexFolder
  ) throws(RepositoryError) {
    self.repository = repository
    life = try SessionLife(repository, purpose: .checkpoint, indexFolder: indexFolder)
    guard SideCommit.mayBegin(of: main, outcomes: Set(life.view.state.outcomes.keys)) else {
      life.giveUp()
      throw .fenced(main)
    }
  }

  /// Commits what it may and returns what it may not. The intent of a commit that failed stays
  /// [10.3-g].
  func commit(_ packs: [StoredPack]) throws(RepositoryError) -> [StoredPack] {
    let safe = packs.filter(isSafe)
    if safe.isEmpty {
      life.giveUp()
    } else {
      _ = try life.commit(safe)
    }
    let committed = Set(safe.map(\.id))
    return packs.filter { !committed.contains($0.id) }
  }

  private func isSafe(_ pack: StoredPack) -> Bool {
    SideCommit.maySave(
      pack.id, condemned: life.view.state.condemned, bases: pack.bases
    ) { id in
      (try? repository.storage.size(of: RepositoryPath.pack(id).name)) == UInt64(pack.length)
    } isUsable: { base in
      FrameKind.allCases.contains { !life.view.index.copies(ofBase: base, kind: $0).isEmpty }
    }
  }
}
