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
  private let id: SessionID
  private let temporaries: TemporaryNames
  private let intent: SessionIntent
  private let view: SessionView

  init(_ repository: Repository, indexFolder: IndexFolder) throws(RepositoryError) {
    self.repository = repository
    id = try repository.newSessionID()
    temporaries = TemporaryNames(id)
    intent = try SessionIntent(repository, id, purpose: .checkpoint, temporaries: temporaries)
    do throws(RepositoryError) {
      view = try SessionView.load(repository, indexFolder: indexFolder)
    } catch {
      intent.end()
      throw error
    }
  }

  /// Commits what it may and returns what it may not. The intent of a commit that failed stays
  /// [10.3-g].
  func commit(_ packs: [StoredPack]) throws(RepositoryError) -> [StoredPack] {
    let safe = packs.filter(isSafe)
    if !safe.isEmpty {
      let writer = OutcomeWriter(repository, id, temporaries)
      _ = try writer.commit(safe, snapshot: nil, epoch: view.state.epoch)
    }
    intent.end()
    let committed = Set(safe.map(\.id))
    return packs.filter { !committed.contains($0.id) }
  }

  /// A prune that took the main session for dead may have condemned its packs, or removed them.
  private func isSafe(_ pack: StoredPack) -> Bool {
    let path = RepositoryPath.pack(pack.id)
    return !view.state.condemned.contains(pack.id)
      && (try? repository.storage.size(of: path.name)) == UInt64(pack.length)
      && hasUsableBases(pack)
  }

  private func hasUsableBases(_ pack: StoredPack) -> Bool {
    pack.bases.allSatisfy { base in
      FrameKind.allCases.contains { !view.index.copies(ofBase: base, kind: $0).isEmpty }
    }
  }
}
