import Format
import LocalState
import Snapshots

/// Pairs and runs as people name them.
struct FoundMirrors {
  let history: MirrorHistory

  /// The pair that is meant: that of two folders, or else the only one there is. Throws an error
  /// that lists them.
  func pair(_ folders: [String]) throws -> StoredMirrorPair {
    let pairs = history.pairs()
    guard folders.isEmpty else { return try named(folders, pairs) }
    guard pairs.count <= 1, let only = pairs.first else {
      guard !pairs.isEmpty else { throw Self.none }
      throw Failure(
        .failed, "there are \(Wording.count(UInt64(pairs.count), "pair")) of mirrored folders",
        advice: "Name the two folders: \(Self.list(pairs))")
    }
    return only
  }

  private func named(
    _ folders: [String], _ pairs: [StoredMirrorPair]
  ) throws -> StoredMirrorPair {
    guard folders.count == 2 else {
      throw Failure.usage(
        "a pair is two folders", advice: "Name both, or none if there is one pair")
    }
    let paths = try folders.map { typed in
      let path = try AbsolutePath.make(NameText.bytes(typed)).bytes
      return AbsolutePath.realPath(path) ?? path
    }
    for stored in pairs.reversed() {
      if [stored.pair.a.path, stored.pair.b.path] == paths { return stored }
      if [stored.pair.b.path, stored.pair.a.path] == paths {
        return StoredMirrorPair(id: stored.id, pair: stored.pair.exchanged)
      }
    }
    guard !pairs.isEmpty else { throw Self.none }
    throw Failure(
      .failed, "these two folders are not mirrored",
      advice: "See: martlet mirror list")
  }

  /// The run whose ID begins so; without one the newest of the only pair that has any.
  func run(_ typed: String?) throws -> MirrorRecord {
    guard let typed else { return try newest() }
    let found = history.runs(startingWith: typed.lowercased())
    guard let run = found.first else {
      throw Failure(
        .failed, "there is no run \(Printable.text(typed))", advice: "See: martlet mirror log")
    }
    guard found.count == 1 else {
      let names = found.prefix(6).map(\.id.description)
      throw Failure(
        .failed, "\(Printable.text(typed)) is the beginning of several runs",
        advice: "One of: \(Wording.list(names, limit: 5))")
    }
    return run
  }

  private func newest() throws -> MirrorRecord {
    let runs = history.runs().filter { $0.before != nil && $0.undone == nil && $0.undoes == nil }
    guard let newest = runs.first else {
      throw Failure(
        .failed, "there is no run that could be meant", advice: "See: martlet mirror log")
    }
    let pairs = Set(runs.map(\.pair))
    guard pairs.count == 1 else {
      let candidates = pairs.compactMap { pair in runs.first { $0.pair == pair } }
        .sorted { $0.started > $1.started }
      let lines = candidates.compactMap { run -> String? in
        guard let pair = history.pair(run.pair) else { return nil }
        return "\(run.id.short) (\(Printable.text(pair.a.path)) and \(Printable.text(pair.b.path)))"
      }
      throw Failure(
        .failed, "several pairs have runs, and it is not said which is meant",
        advice: "One of: \(Wording.list(lines, limit: 8))")
    }
    return newest
  }

  private static var none: Failure {
    Failure(.failed, "no folders are mirrored", advice: "Make a pair: martlet mirror A B")
  }

  private static func list(_ pairs: [StoredMirrorPair]) -> String {
    Wording.list(
      pairs.map { "\(Printable.text($0.pair.a.path)) \(Printable.text($0.pair.b.path))" }, limit: 6)
  }
}
