import Format
import Snapshots

/// The reasons why entries are left out, as people and scripts read them.
struct ExclusionText {
  private let selection: Selection

  init(_ selection: Selection) {
    self.selection = selection
  }

  /// "*.tmp (--exclude)", "node_modules/ (line 3 of ~/.ignore)", "--exclude-caches".
  func text(of reason: Exclusion) -> String {
    switch reason {
    case .rule(let rule): text(of: rule)
    case .size: "--exclude-larger-than \(Wording.bytes(selection.largestFileBytes ?? 0))"
    case .noDump: "--exclude-nodump"
    case .otherFileSystem: "--one-file-system"
    case .cacheFolder: "--exclude-caches"
    case .marker(let name): "--exclude-if-present \(Printable.text(name.bytes))"
    case .own: "martlet, as it is its own"
    case .notListed: "--files-from, which does not list it"
    }
  }

  func text(of rule: IgnoreRule) -> String {
    let text = Printable.text(rule.text)
    switch rule.origin {
    case .option(let option): return "\(text) (\(option))"
    case .file(let path, let line): return "\(text) (line \(line) of \(Printable.text(path)))"
    }
  }

  /// "; 1 203 excluded (3 rules)", or nothing.
  func sum(of all: [ExcludedEntries]) -> String {
    let excluded = all.excluding
    guard !excluded.isEmpty else { return "" }
    return "; \(Wording.count(UInt64(all.total))) excluded "
      + "(\(Wording.count(UInt64(excluded.count), "rule")))"
  }

  /// "2 excluded by *.tmp (--exclude)", a line for each reason.
  func lines(of all: [ExcludedEntries]) -> [String] {
    all.map { entries in
      let count = entries.count == 0 ? "none" : Wording.count(UInt64(entries.count))
      let verb = entries.isOfNegatedRule ? "kept" : "excluded"
      return "\(count) \(verb) by \(text(of: entries.reason))"
    }
  }

  func json(of entries: ExcludedEntries) -> JSON {
    .object(fields(of: entries.reason) + [("entries", .number(entries.count))])
  }

  /// A pattern as `rule`, where it stands as `origin`; of other reasons the option.
  func fields(of reason: Exclusion) -> [(String, JSON)] {
    guard case .rule(let rule) = reason else {
      return [("rule", .text(text(of: reason))), ("origin", "option")]
    }
    switch rule.origin {
    case .option(let option):
      return JSON.named("rule", rule.text) + [("origin", .text(option))]
    case .file(let path, let line):
      return JSON.named("rule", rule.text) + JSON.named("origin", path)
        + [("line", .number(line))]
    }
  }
}
