import Format
import Repository
import Snapshots

/// What a search has found: a line for each version of each entry, in a block for each set.
struct FindListing {
  private static let tableRows = 5_000
  private static let tableLetters = 2_000_000

  let results: [SearchOfSets.Results]
  /// Looked through.
  let snapshots: Int
  /// As they were typed.
  let patterns: [String]
  let now: Timestamp
  /// With modes and owners.
  let isLong: Bool
  let ignoresCase: Bool

  var exitCode: ExitCode { results.allSatisfy(\.damage.isEmpty) ? .done : .damage }

  func show(_ output: Output) {
    for error in results.flatMap(\.damage) { output.warn(error.problem, at: error.location) }
    if output.format == .json { return showJSON(output) }
    let blocks = results.filter { !$0.found.isEmpty }
    for (index, block) in blocks.enumerated() {
      if results.count > 1 {
        output.line((index > 0 ? "\n" : "") + Wording.setOnHost(block.newest.snapshot))
      }
      show(block, output)
    }
    showEnd(output)
  }

  /// A table after the other, so that however much was found need not be there as text at once.
  private func show(_ block: SearchOfSets.Results, _ output: Output) {
    var rest = block.found[...]
    while !rest.isEmpty, !output.isClosed {
      var table = TextTable(
        (isLong ? [.left(), .left(), .left()] : []) + [.left(), .right(), .left(), .left()])
      var (rows, letters) = (0, 0)
      while rows < Self.tableRows, letters < Self.tableLetters, let entry = rest.popFirst() {
        let cells = cells(entry)
        table.add(cells)
        rows += 1
        letters += cells.reduce(0) { $0 + $1.utf8.count }
      }
      for line in table.lines { output.line(line) }
    }
  }

  private func cells(_ entry: FoundEntry) -> [String] {
    let owner = entry.facts.owner
    let long =
      isLong
      ? [
        ModeText.text(entry.facts.kind, owner.permissions), Printable.text(owner.userText),
        Printable.text(owner.groupText),
      ] : []
    return long + [
      EntryText.path(entry.path, entry.facts), EntryText.size(entry.facts),
      EntryText.time(entry.facts), place(entry),
    ]
  }

  /// "in 5 snapshots, 71b0e9d4 (2026-11-01) to a3f81c2e (today)".
  private func place(_ entry: FoundEntry) -> String {
    guard entry.snapshots > 1 else { return "in \(text(entry.newest))" }
    return "in \(Wording.count(UInt64(entry.snapshots), "snapshot")), \(text(entry.oldest)) to "
      + text(entry.newest)
  }

  private func text(_ snapshot: CatalogedSnapshot) -> String {
    "\(snapshot.id.short) (\(LocalTime(snapshot.snapshot.time)?.day(now: now) ?? "?"))"
  }
}

// MARK: the end

extension FindListing {
  private func showEnd(_ output: Output) {
    let count = results.reduce(0) { $0 + $1.found.count }
    let all = Wording.count(UInt64(snapshots), "snapshot")
    guard count == 0 else {
      return output.summary("\(Wording.count(UInt64(count))) found in \(all)")
    }
    guard snapshots > 0 else {
      output.line("There are no snapshots to look through")
      return output.summary("  Make one: martlet backup PATH")
    }
    output.line("Nothing found in \(all)")
    for hint in hints { output.summary("  \(hint)") }
  }

  private var hints: [String] {
    var hints: [String] = []
    if let plain = patterns.first(where: { !$0.contains(where: "*?[/".contains) }) {
      hints.append("For a part of a name: martlet find '*\(Printable.text(plain))*'")
    }
    if let path = patterns.first(where: { $0.dropLast().contains("/") && !$0.hasPrefix("**/") }) {
      let below = path.drop { $0 == "/" }
      hints.append("At any depth: martlet find '**/\(Printable.text(String(below)))'")
      // Of one source the paths do not begin with its name.
      if !path.contains(where: "*?[".contains), let slash = below.firstIndex(of: "/") {
        let name = Printable.text(String(below[slash...].dropFirst()))
        hints.append("Paths are those in the source: martlet find '\(name)'")
      }
    }
    if !ignoresCase { hints.append("Capital and small letters alike: --ignore-case") }
    return hints
  }
}

// MARK: JSON

extension FindListing {
  private func showJSON(_ output: Output) {
    for block in results {
      for entry in block.found where !output.isClosed { output.object(fields(entry)) }
    }
    output.object([
      ("schema", .schema), ("type", "summary"),
      ("found", .number(results.reduce(0) { $0 + $1.found.count })),
      ("snapshots", .number(snapshots)), ("exit_code", .number(Int(exitCode.rawValue))),
    ])
  }

  private func fields(_ entry: FoundEntry) -> [(String, JSON)] {
    let snapshot = entry.newest.snapshot
    return [("schema", .schema), ("type", "found")] + JSON.named("path", entry.path)
      + JSON.facts(entry.facts) + [
        ("set", .text(snapshot.set)), ("host", .text(snapshot.host)),
      ] + JSON.paths("paths", snapshot.sources) + [
        ("snapshots", .number(entry.snapshots)), ("oldest", JSON.reference(entry.oldest)),
        ("newest", JSON.reference(entry.newest)),
      ]
  }
}

extension JSON {
  /// A snapshot that something is said about: its ID and time.
  static func reference(_ cataloged: CatalogedSnapshot) -> JSON {
    let snapshot = cataloged.snapshot
    return .object([
      ("id", .text(cataloged.id.description)),
      ("time", .time(snapshot.time, utcOffsetMinutes: snapshot.utcOffsetMinutes)),
    ])
  }

  /// What is said of an entry beside its path.
  static func facts(_ facts: EntryFacts) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [("kind", .text(facts.kind.word))]
    if facts.kind == .file { fields.append(("size", .number(facts.size))) }
    if facts.kind == .symlink { fields += JSON.named("target", facts.target) }
    let owner = facts.owner
    return fields + [
      ("modified", .time(facts.modified)), ("mode", .text(ModeText.octal(owner.permissions))),
      ("uid", .number(UInt64(owner.userID))), ("gid", .number(UInt64(owner.groupID))),
      ("user", .text(owner.user)), ("group", .text(owner.group)),
    ]
  }
}
