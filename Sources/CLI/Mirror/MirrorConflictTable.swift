import Format
import LocalState

/// What `mirror conflicts` prints: a line for each, and how to settle them.
struct MirrorConflictTable {
  let conflicts: [MirrorConflict]
  let now: Timestamp

  func show(_ output: Output) {
    guard output.format == .text else {
      for conflict in conflicts { output.object(Self.fields(conflict)) }
      return
    }
    for line in lines { output.line(line) }
  }

  var lines: [String] {
    guard !conflicts.isEmpty else { return ["No conflicts."] }
    var table = TextTable([.left("path"), .left("found"), .left("now")])
    for conflict in conflicts {
      table.add([
        Printable.text(conflict.path), MirrorRunTable.time(conflict.found, now: now),
        Self.state(conflict),
      ])
    }
    return table.lines + ["Settle one: martlet mirror resolve PATH --take a|b|both"]
  }

  private static func state(_ conflict: MirrorConflict) -> String {
    guard let copy = conflict.copy else { return "each side has its own" }
    let winner = conflict.winner?.letter ?? "one side"
    let loser = conflict.winner?.other.letter ?? "the other"
    return "\(winner)'s has the name, \(loser)'s is \(Printable.text(copy))"
  }

  private static func fields(_ conflict: MirrorConflict) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [("schema", .schema), ("type", "conflict")]
    fields += JSON.named("path", conflict.path)
    if let copy = conflict.copy { fields += JSON.named("copy", copy) }
    return fields + [
      ("winner", conflict.winner.map { .text($0.letter) } ?? .null),
      ("run", .text(conflict.run.description)), ("found", JSON.time(conflict.found)),
    ]
  }
}
