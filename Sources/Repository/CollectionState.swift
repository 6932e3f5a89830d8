import Format
import Storage

/// What the folder `gc` says: the newest plan, the newest verdict, and what is condemned.
struct CollectionState {
  let numbers: CollectionNumbers<Int>
  let verdict: PruneVerdict?
  /// By the newest plan, if it is without a verdict.
  let planned: Result<Set<PackID>, RepositoryError>

  /// Lists `gc` until what it shows can be true (`CollectionListing`) [10.3-a].
  ///
  /// A listing is not one instant: it may show a verdict whose plan it missed, or the end of a
  /// prune without its verdict. That passes; if it does not, a file is missing, and whatever the
  /// verdict kept would silently not exist.
  static func load(_ files: SealedFiles) throws(RepositoryError) -> CollectionState {
    for _ in 0..<attempts {
      if let state = try loadOnce(files) { return state }
    }
    throw .gapInCollection
  }

  /// Where the prunes stand, by the names in `gc` alone.
  static func numbers(_ files: SealedFiles) throws(RepositoryError) -> CollectionNumbers<Int> {
    for _ in 0..<attempts {
      if let numbers = try CollectionListing<Int>(files).numbers { return numbers }
    }
    throw .gapInCollection
  }

  private static let attempts = 100

  private static func loadOnce(_ files: SealedFiles) throws(RepositoryError) -> CollectionState? {
    let listing = try CollectionListing<Int>(files)
    guard let numbers = listing.numbers else { return nil }
    do throws(RepositoryError) {
      return CollectionState(
        numbers: numbers,
        verdict: try numbers.verdict == 0 ? nil : readVerdict(numbers.verdict, files),
        planned: numbers.isOpen ? try readPlan(numbers.epoch, listing, files) : .success([]))
    } catch {
      guard try CollectionListing<Int>(files) != listing else { throw error }
      return nil
    }
  }

  /// A plan that cannot be read stops writers only; unless it can because a prune that has come
  /// further has made a stub of it.
  private static func readPlan(
    _ number: Int, _ listing: CollectionListing<Int>, _ files: SealedFiles
  ) throws(RepositoryError) -> Result<Set<PackID>, RepositoryError> {
    let path = RepositoryPath.plan(number)
    do throws(RepositoryError) {
      let payload = try files.read(path).payload
      do throws(FormatError) {
        return .success(Set(try PrunePlan(decoding: payload).packs))
      } catch {
        throw RepositoryError(error, in: path.name)
      }
    } catch {
      guard error.code == .damaged, try CollectionListing<Int>(files) == listing else {
        throw error
      }
      return .failure(error)
    }
  }

  static func readVerdict(
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
}

extension RepositoryError {
  fileprivate static var gapInCollection: RepositoryError {
    .damaged("its plans and verdicts do not follow one another", at: "gc")
  }
}

extension CollectionListing<Int> {
  fileprivate init(_ files: SealedFiles) throws(RepositoryError) {
    self.init()
    for file in try files.list("gc") {
      switch RepositoryPath(name: file.name) {
      case .plan(let number): note(.plan(number))
      case .verdict(let number): note(.verdict(number))
      case .done(let number): note(.done(number))
      default: break
      }
    }
  }
}

/// What the folder `log` says.
struct Commits {
  private(set) var commits: [SessionID: Commit] = [:]
  /// Those that only a second listing showed.
  private(set) var besides: [SessionID: Commit] = [:]
  /// Every session with an outcome; `true` for COMMIT.
  private(set) var outcomes: [SessionID: Bool] = [:]
  /// Outcomes that could not be read. Their sessions do not exist until a copy is put back; all
  /// others are untouched by it.
  private(set) var damage: [RepositoryError] = []

  private init() {}

  static func load(_ files: SealedFiles) throws(RepositoryError) -> Commits {
    var all = Commits()
    all.commits = try all.read(try list(files), files)
    return all
  }

  /// The same with all that these COMMITs may build on [10.3-h]. A listing is not one instant: it
  /// may show a session and not one that had ended before that one began. Another that begins
  /// later shows both.
  static func loadWithBases(_ files: SealedFiles) throws(RepositoryError) -> Commits {
    var all = Commits()
    let seen = try list(files)
    all.commits = try all.read(seen, files)
    all.besides = try all.read(try list(files).subtracting(seen), files)
    return all
  }

  private static func list(_ files: SealedFiles) throws(RepositoryError) -> Set<SessionID> {
    var sessions: Set<SessionID> = []
    for file in try files.list("log") {
      if case .outcome(let session)? = RepositoryPath(name: file.name) { sessions.insert(session) }
    }
    return sessions
  }

  /// The COMMITs among the outcomes of some sessions; notes what else they are.
  private mutating func read(
    _ some: Set<SessionID>, _ files: SealedFiles
  ) throws(RepositoryError) -> [SessionID: Commit] {
    let sessions = some.sorted()
    var commits: [SessionID: Commit] = [:]
    let found = try files.readAll(sessions.map(RepositoryPath.outcome), Self.read)
    for (session, result) in zip(sessions, found) {
      do throws(RepositoryError) {
        switch try result.get() {
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
    return commits
  }

  /// `nil` when the record has gone since it was listed: a prune takes away COMMITs that its
  /// verdict replaces, and the second listing of `gc` will tell.
  @Sendable private static func read(
    _ path: RepositoryPath, _ reader: SealedFileReader
  ) throws(RepositoryError) -> Outcome? {
    do throws(RepositoryError) {
      return try Outcome(try reader.read(path).payload, at: path)
    } catch {
      if error.isOfMissingFile { return nil }
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
