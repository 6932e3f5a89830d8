import Format
import Storage

/// What the folder `gc` says: the newest plan, the newest verdict, and what is condemned.
struct CollectionState: Equatable {
  let epoch: Int
  let verdictNumber: Int
  let verdict: PruneVerdict?
  let condemned: Set<PackID>

  /// Lists `gc` until the newest verdict is that of the newest plan or of the one before [10.3-a].
  ///
  /// A listing is not one instant: it may show a verdict whose plan it missed. That passes.
  static func load(_ files: SealedFiles) throws(RepositoryError) -> CollectionState {
    for _ in 0..<100 {
      if let state = try loadOnce(files) { return state }
    }
    throw .damaged("its plans and verdicts do not follow one another", at: "gc")
  }

  private static func loadOnce(_ files: SealedFiles) throws(RepositoryError) -> CollectionState? {
    var newestPlan = 0
    var newestVerdict = 0
    for file in try files.list("gc") {
      switch RepositoryPath(name: file.name) {
      case .plan(let number): newestPlan = max(newestPlan, number)
      case .verdict(let number): newestVerdict = max(newestVerdict, number)
      default: break
      }
    }
    guard newestVerdict == newestPlan || newestVerdict == newestPlan - 1 else { return nil }
    return CollectionState(
      epoch: newestPlan, verdictNumber: newestVerdict,
      verdict: try newestVerdict == 0 ? nil : readVerdict(newestVerdict, files),
      condemned: try newestPlan == newestVerdict ? [] : readCondemned(newestPlan, files))
  }

  private static func readVerdict(
    _ number: Int, _ files: SealedFiles
  ) throws(RepositoryError) -> PruneVerdict {
    let path = RepositoryPath.verdict(number)
    let payload = try files.read(path).payload
    do throws(FormatError) {
      return try PruneVerdict(decoding: payload)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }

  private static func readCondemned(
    _ number: Int, _ files: SealedFiles
  ) throws(RepositoryError) -> Set<PackID> {
    let path = RepositoryPath.plan(number)
    let payload = try files.read(path).payload
    do throws(FormatError) {
      return Set(try PrunePlan(decoding: payload).packs)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}

/// What the folder `log` says.
struct Commits {
  let commits: [SessionID: Commit]
  /// Every session with an outcome; `true` for COMMIT.
  let outcomes: [SessionID: Bool]
  /// Outcomes that could not be read. Their sessions do not exist until a copy is put back; all
  /// others are untouched by it.
  let damage: [RepositoryError]

  static func load(_ files: SealedFiles) throws(RepositoryError) -> Commits {
    var commits: [SessionID: Commit] = [:]
    var outcomes: [SessionID: Bool] = [:]
    var damage: [RepositoryError] = []
    for file in try files.list("log") {
      guard case .outcome(let session)? = RepositoryPath(name: file.name) else { continue }
      do throws(RepositoryError) {
        switch try read(session, files) {
        case .commit(let commit)?:
          commits[session] = commit
          outcomes[session] = true
        case .void?: outcomes[session] = false
        case nil: continue
        }
      } catch {
        guard error.code == .damaged else { throw error }
        damage.append(error)
      }
    }
    return Commits(commits: commits, outcomes: outcomes, damage: damage)
  }

  /// `nil` when the record has gone since it was listed: a prune takes away COMMITs that its verdict
  /// replaces, and the second listing of `gc` will tell.
  private static func read(
    _ session: SessionID, _ files: SealedFiles
  ) throws(RepositoryError) -> Outcome? {
    let path = RepositoryPath.outcome(session)
    do throws(RepositoryError) {
      let payload = try files.read(path).payload
      return try Outcome(payload, at: path)
    } catch {
      if (error.cause as? StorageError)?.code == .notFound { return nil }
      throw error
    }
  }
}

extension Outcome {
  init(_ payload: [UInt8], at path: RepositoryPath) throws(RepositoryError) {
    do throws(FormatError) {
      self = try Outcome(decoding: payload)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}

extension SealedFiles {
  /// Every file below `folder`, by name.
  func list(_ folder: String) throws(RepositoryError) -> [StoredFile] {
    do throws(StorageError) {
      return try storage.list(folder)
    } catch {
      throw RepositoryError(error)
    }
  }
}
