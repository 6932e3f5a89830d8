import Format
import Repository

extension SnapshotName {
  /// Of `snapshots` those of the one set that is meant.
  ///
  /// Throws if there is none, or if the source belongs to several sets: those of two hosts, or one
  /// alone and together with others.
  func members(
    of snapshots: [CatalogedSnapshot]
  ) throws(SnapshotNameError) -> [CatalogedSnapshot] {
    let sets = Dictionary(grouping: snapshots) { SnapshotSet(of: $0.snapshot) }
    let means = SetRule.allCases.lazy.map { rule in
      sets.filter { rule.matches(set, $0.key) }
    }.first { !$0.isEmpty }
    guard let means, let own = means.values.first else {
      throw Self.noSet(set, among: sets.keys.map(\.text).sorted())
    }
    guard means.count == 1 else { throw ambiguous(means) }
    return own
  }

  private static func noSet(_ set: [UInt8], among sets: [String]) -> SnapshotNameError {
    guard !sets.isEmpty else { return noSnapshots }
    let shown = sets.prefix(10).joined(separator: "; ")
    let rest = sets.count > 10 ? "; and \(sets.count - 10) more" : ""
    return SnapshotNameError(
      problem: "there is no set \(String(decoding: set, as: UTF8.self))",
      advice: "there are: \(shown)\(rest)")
  }
}

/// How a set can be meant; the first rule that any set satisfies decides.
private enum SetRule: CaseIterable {
  case name, source, lastComponent

  func matches(_ wanted: [UInt8], _ set: SnapshotSet) -> Bool {
    switch self {
    case .name: Array(set.name.utf8) == wanted
    case .source: set.sources.contains(Self.trimmed(wanted))
    case .lastComponent:
      set.sources.contains { source in
        source.split(separator: Self.slash).last.map { Array($0) } == Self.trimmed(wanted)
      }
    }
  }

  private static let slash = UInt8(ascii: "/")

  /// Without slashes at the end, which a shell completes.
  private static func trimmed(_ path: [UInt8]) -> [UInt8] {
    guard let last = path.lastIndex(where: { $0 != slash }) else {
      return path.isEmpty ? [] : [slash]
    }
    return Array(path[...last])
  }
}
