import Format

extension Wording {
  /// What a set is called: its name, or its sources.
  static func set(of snapshot: Snapshot) -> String {
    snapshot.set.isEmpty
      ? list(snapshot.sources.map(Printable.text), limit: 3) : Printable.text(snapshot.set)
  }
}
