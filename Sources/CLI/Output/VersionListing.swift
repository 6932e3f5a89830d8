import Format
import Repository
import Snapshots

/// The versions of paths: a table for each path and set, oldest first.
struct VersionListing {
  /// Paths as they were typed.
  let items: [(path: String, histories: [PathHistory])]
  let now: Timestamp
  let host: String

  func show(_ output: Output) {
    let histories = items.flatMap(\.histories)
    for (index, history) in histories.enumerated() {
      let live = history.newest.snapshot.host == host ? LiveVersion(at: history.place) : .unknown
      let present = history.versions.last { $0.entry.node.map(live.isVersion) ?? false }?.number
      if output.format == .json {
        for version in history.versions {
          output.object(fields(version, history, isPresent: version.number == present))
        }
      } else {
        if index > 0 { output.line("") }
        show(history, live, present, output)
      }
    }
    if output.format == .text { showHint(output) }
  }

  private func show(
    _ history: PathHistory, _ live: LiveVersion, _ present: Int?, _ output: Output
  ) {
    let body = history.newest.snapshot
    let set = body.set.isEmpty ? "" : ", set \(Printable.text(body.set))"
    output.line("\(Printable.text(history.place)) on \(Printable.text(body.host))\(set)")
    var table = TextTable([
      .right(), .right("size"), .left("modified"), .left("came"), .left("went"), .left(),
    ])
    for version in history.versions {
      table.add(cells(version, isPresent: version.number == present))
    }
    if let row = liveRow(live, present, history) { table.add(row) }
    for line in table.lines { output.line(line) }
  }

  private func cells(_ version: PathHistory.Version, isPresent: Bool) -> [String] {
    let facts = version.entry.node.map { EntryFacts($0) }
    let remarks = [
      facts.flatMap { $0.kind == .symlink ? "-> \(Printable.text($0.target))" : nil },
      version.sameAs.map { "the same as \($0)" }, isPresent ? "= now" : nil,
    ].compactMap { $0 }
    return [
      "\(version.number)", facts.map(EntryText.size) ?? "", facts.map(EntryText.time) ?? "",
      place(version.first), end(version), remarks.joined(separator: ", "),
    ]
  }

  private func end(_ version: PathHistory.Version) -> String {
    switch version.end {
    case .replaced(let snapshot)?: "replaced in \(place(snapshot))"
    case .deleted(let snapshot)?: "deleted in \(place(snapshot))"
    case nil: "in the newest snapshot"
    }
  }

  private func place(_ snapshot: CatalogedSnapshot) -> String {
    let time = LocalTime(snapshot.snapshot.time)
    return "\(snapshot.id.short) \(time.map { "\($0.day(now: now)) \($0.clock)" } ?? "?")"
  }

  /// What is on the disk, where it is none of the versions.
  private func liveRow(
    _ live: LiveVersion, _ present: Int?, _ history: PathHistory
  ) -> [String]? {
    switch live {
    case .there(let facts) where present == nil && facts.kind != .folder:
      return ["now", EntryText.size(facts), EntryText.time(facts), "", "", "not saved yet"]
    case .nothing where history.versions.last?.end == nil:
      return ["now", "", "", "", "", "not there any more"]
    default: return nil
    }
  }

  /// How to put back the version before the newest one.
  private func showHint(_ output: Output) {
    guard let item = items.first, let history = item.histories.last,
      let newest = history.versions.last
    else { return }
    let number = history.versions.dropLast().last?.number ?? newest.number
    let path = item.histories.count > 1 ? newest.place : Printable.text(item.path)
    output.summary(
      "Put one back: martlet versions \(ShellWord.quoted(path)) --restore \(number) --to DIR")
  }
}

// MARK: JSON

extension VersionListing {
  private func fields(
    _ version: PathHistory.Version, _ history: PathHistory, isPresent: Bool
  ) -> [(String, JSON)] {
    let body = history.newest.snapshot
    var fields: [(String, JSON)] = [("schema", .schema), ("type", "version")]
    fields += JSON.named("path", version.entry.pathBytes)
    fields += JSON.named("place", history.place)
    fields += [("set", .text(body.set)), ("host", .text(body.host))]
    fields.append(("number", .number(version.number)))
    if let node = version.entry.node { fields += JSON.facts(EntryFacts(node)) }
    fields += [
      ("snapshots", .number(version.snapshots)), ("first", JSON.reference(version.first)),
      ("last", JSON.reference(version.last)), ("end", end(version)),
      ("same_as", version.sameAs.map(JSON.number) ?? .null), ("now", .flag(isPresent)),
    ]
    return fields
  }

  private func end(_ version: PathHistory.Version) -> JSON {
    switch version.end {
    case .replaced(let snapshot)?:
      .object([("how", "replaced"), ("snapshot", JSON.reference(snapshot))])
    case .deleted(let snapshot)?:
      .object([("how", "deleted"), ("snapshot", JSON.reference(snapshot))])
    case nil: .null
    }
  }
}
