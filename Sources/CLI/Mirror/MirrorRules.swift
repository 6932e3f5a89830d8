import LocalState
import Mirror
import Snapshots

/// How folders are to be made equal, as the options say.
struct MirrorRules {
  var direction = MirrorOptions.Direction.twoWay
  var comparison = MirrorOptions.Comparison.fast
  var conflicts = ConflictPolicy.keepBoth
  /// `nil` for what the pair has had so far.
  var selection: MirrorPair.Selection?
  var allowed: Rails.Allowances = []
  var otherRoots = OtherRoots.refused
  /// Conflicts that somebody has settled, by path.
  var settled: [MirrorPath: ConflictPolicy] = [:]

  /// What becomes of folders that are not those of the last run.
  enum OtherRoots {
    case refused
    /// They are a new pair: compared as a whole, nothing is deleted.
    case allowed
  }
}

extension MirrorPair.Selection {
  /// As a backup's. With patterns to include, all files are left out that match none of them.
  var selection: Selection {
    var selection = Selection()
    if !include.isEmpty {
      for pattern in ["*", "!*/"] {
        selection.rules.add(pattern: Array(pattern.utf8), option: "--include")
      }
    }
    for pattern in include {
      selection.rules.add(pattern: [UInt8(ascii: "!")] + pattern, option: "--include")
    }
    for pattern in exclude { selection.rules.add(pattern: pattern, option: "--exclude") }
    return selection
  }
}

extension MirrorRecord.Direction {
  init(_ direction: MirrorOptions.Direction) {
    switch direction {
    case .twoWay: self = .twoWay
    case .oneWay: self = .oneWay
    case .refresh: self = .refresh
    }
  }
}
