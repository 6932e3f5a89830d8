package import Format

/// Why an entry is not saved.
package enum Exclusion: Hashable, Sendable {
  case rule(IgnoreRule)
  case size
  case noDump
  case otherFileSystem
  case cacheFolder
  /// The folder has an entry of that name.
  case marker(FileName)
  /// The repository, its caches and the like: never part of what they serve.
  case own
  /// Paths are listed, and it is none of them.
  case notListed
}

/// How many entries are not saved for one reason; a folder with all that is in it counts as one.
package struct ExcludedEntries: Equatable, Sendable {
  package let reason: Exclusion
  package let count: Int
}

/// Counts what is left out.
struct ExclusionCounts {
  private let rules: [IgnoreRule]
  /// Entries about which each rule has decided.
  private var byRule: [Int]
  private var others: [Exclusion: Int] = [:]
  /// Entries that are not among those listed: nobody asked to save them.
  private(set) var unlisted = 0

  init(_ rules: IgnoreRules) {
    self.rules = rules.rules
    byRule = Array(repeating: 0, count: rules.rules.count)
  }

  /// Counts an entry that `rule` has brought back.
  mutating func addKept(by rule: IgnoreRule) {
    byRule[rule.index] += 1
  }

  mutating func add(_ reason: Exclusion) {
    switch reason {
    case .rule(let rule): byRule[rule.index] += 1
    // It is said in a line of its own.
    case .own: break
    case .notListed: unlisted += 1
    default: others[reason, default: 0] += 1
    }
  }

  /// Every rule in its order, even without an entry, then what else left entries out.
  ///
  /// The count of a negated rule is of entries that it has brought back.
  var entries: [ExcludedEntries] {
    zip(rules, byRule).map { ExcludedEntries(reason: .rule($0), count: $1) }
      + others.map { ExcludedEntries(reason: $0.key, count: $0.value) }
      .sorted { "\($0.reason)" < "\($1.reason)" }
  }
}

extension ExcludedEntries {
  /// Whether the entries are saved after all.
  package var isOfNegatedRule: Bool {
    if case .rule(let rule) = reason { rule.isNegated } else { false }
  }
}

extension [ExcludedEntries] {
  /// Those of reasons that have left something out.
  package var excluding: [ExcludedEntries] { filter { $0.count > 0 && !$0.isOfNegatedRule } }

  /// Entries that are not saved.
  package var total: Int { excluding.reduce(0) { $0 + $1.count } }
}
