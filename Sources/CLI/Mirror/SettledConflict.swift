import Format
import Glibc
import LocalState
import Mirror
import Snapshots
import SystemPackage

/// A conflict being settled: `mirror resolve PATH --take a|b|both`.
struct SettledConflict {
  enum Choice: String, CaseIterable, Sendable {
    case a, b, both
  }

  let conflict: MirrorConflict
  let stored: StoredMirrorPair
  let choice: Choice
  let invocation: Invocation
  let place: MirrorPlace

  /// The conflict at a path, which may be in one of the folders or stand for itself.
  static func find(
    _ typed: String, in history: MirrorHistory
  ) throws -> (MirrorConflict, StoredMirrorPair) {
    let bytes = NameText.bytes(typed)
    let absolute = try AbsolutePath.make(bytes).bytes
    var found: [(MirrorConflict, StoredMirrorPair)] = []
    for stored in history.pairs() {
      let wanted = [stored.pair.a, stored.pair.b].map(\.path).compactMap { root -> [UInt8]? in
        let prefix = root + [UInt8(ascii: "/")]
        return absolute.starts(with: prefix) ? Array(absolute.dropFirst(prefix.count)) : nil
      }
      for conflict in OpenConflicts(of: stored, in: history).all
      where (wanted + [bytes]).contains(where: { $0 == conflict.path || $0 == conflict.copy }) {
        found.append((conflict, stored))
      }
    }
    guard let first = found.first else {
      throw Failure(
        .failed, "there is no conflict at this path", at: typed,
        advice: "See: martlet mirror conflicts")
    }
    guard found.count == 1 else {
      throw Failure(
        .failed, "there are several conflicts at this path", at: typed,
        advice: "Name the conflict copy, or the path in one of the folders")
    }
    return first
  }

  func settle() throws -> ExitCode {
    let folders = try FolderPair(of: stored.pair)
    if let copy = conflict.copy { return try settle(copy, folders) }
    return try settleHeld(folders)
  }

  /// Each side has its own: one more run decides about this path alone.
  private func settleHeld(_ folders: FolderPair) throws -> ExitCode {
    var rules = MirrorRules()
    let last = place.history.runs(of: stored.id, limit: 1).first?.direction
    if last == .oneWay {
      guard choice == .a else {
        throw Failure(
          .refused, "in a one-way mirror B's version stays as it is",
          at: NameText.text(conflict.path),
          advice: "Copy it to A if it is to be in both, or take A's: --take a")
      }
      rules.direction = .oneWay
    }
    rules.conflicts = .hold
    rules.settled = [MirrorPath(conflict.path): policy]
    let outcome = try run(rules, folders)
    _ = place.history.settle(conflict, of: stored.id)
    return outcome.exitCode
  }

  private var policy: ConflictPolicy {
    switch choice {
    case .a: .a
    case .b: .b
    case .both: .keepBoth
    }
  }

  /// Both versions are on both sides, one as a copy: what is done to one side the next run does to
  /// the other. Before that a run saves what there is.
  private func settle(_ copy: [UInt8], _ folders: FolderPair) throws -> ExitCode {
    guard choice != .both else {
      _ = place.history.settle(conflict, of: stored.id)
      invocation.output.summary(
        "Both stay: \(Printable.text(conflict.path)) and \(Printable.text(copy)).")
      return .done
    }
    _ = try run(MirrorRules(), folders)
    let name = OpenConflicts.path(folders.a.path, conflict.path)
    let other = OpenConflicts.path(folders.a.path, copy)
    guard SourceList.exists(other) else {
      throw Failure(
        .failed, "the conflict copy is not there any more", at: NameText.text(other.bytes),
        advice: "Nothing was done. See: martlet mirror conflicts")
    }
    let takesWinner = (conflict.winner == .a) == (choice == .a)
    let status = takesWinner ? unlink(other.string) : rename(other.string, name.string)
    guard status == 0 else {
      throw Failure(
        .failed, Errno(rawValue: errno).clause, at: NameText.text(other.bytes),
        advice: "Remove or rename it by hand; the next run does the same on the other side")
    }
    let outcome = try run(MirrorRules(), folders)
    _ = place.history.settle(conflict, of: stored.id)
    return outcome.exitCode
  }

  private func run(_ rules: MirrorRules, _ folders: FolderPair) throws -> PairRun.Outcome {
    try PairRun(invocation: invocation, place: place, rules: rules, effect: .performed).run(folders)
  }
}

extension MirrorPath {
  /// Of names joined by "/".
  init(_ bytes: [UInt8]) {
    self.init(bytes.split(separator: UInt8(ascii: "/")).compactMap { FileName($0) })
  }
}
