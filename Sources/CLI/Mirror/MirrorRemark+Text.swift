import Format
import LocalState

// What a run or a plan has to say about a path, as text and as JSON.

extension MirrorRemark {
  /// Whether somebody has to look at it (exit 3).
  var isTrouble: Bool { kind == .conflict || kind == .unresolved || kind == .failed }

  /// In the columns of a plan.
  var line: MirrorListing.Line {
    MirrorListing.Line(
      text: MirrorListing.line(
        isTrouble ? "!" : "", word, path.isEmpty ? "." : Printable.text(path), sentence),
      tint: isTrouble ? .warning : .faint)
  }

  private var word: String {
    switch kind {
    case .conflict, .unresolved: "conflict"
    case .merged: "merged"
    case .stale: "older"
    case .deletionUndone, .heldByUnknown: "kept"
    case .renamedApart, .movesCrossed: "moved"
    case .metadata: "metadata"
    case .failed: "failed"
    }
  }

  /// For a list of some.
  var item: String {
    let text = path.isEmpty ? "." : Printable.text(path)
    return reason.isEmpty ? text : "\(text) (\(Printable.text(reason)))"
  }

  /// "both sides changed it: A's stays, B's is now notes.conflict-….txt".
  var sentence: String {
    let mine = side?.letter ?? "one side"
    let other = side?.other.letter ?? "the other"
    let names = [first, second].map { $0.map { Printable.text($0) } ?? "?" }
    switch kind {
    case .conflict:
      return "both sides changed it: \(mine)'s stays, "
        + (first == nil ? "\(other)'s goes" : "\(other)'s is now \(names[0])")
    case .unresolved: return "both sides changed it: each keeps its own"
    case .merged: return "both sides changed it: merged line by line"
    case .stale: return "\(mine) has an older version, which gives way"
    case .deletionUndone: return "deleted on \(mine), changed on \(other): it stays"
    case .renamedApart: return "renamed on both sides: \(names[0]) and \(names[1]) both stay"
    case .movesCrossed:
      return "\(mine) moved it while \(other) moved folders around it: done path by path"
    case .metadata: return "both sides changed its metadata: one of them stays"
    case .heldByUnknown:
      return "stays on \(mine): something is in it that the mirror does not look at"
    case .failed: return "not done on \(mine): \(Printable.text(reason))"
    }
  }

  var fields: [(String, JSON)] {
    var fields: [(String, JSON)] = [("kind", .text(kind.rawValue))]
    fields += JSON.named("path", path)
    fields.append(("side", side.map { .text($0.letter) } ?? .null))
    if let first { fields += JSON.named(kind == .conflict ? "copy" : "path_a", first) }
    if let second { fields += JSON.named("path_b", second) }
    return fields + (reason.isEmpty ? [] : [("reason", .text(reason))])
  }
}
