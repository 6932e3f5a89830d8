/// Merges what two people made of one text, line by line: `--conflict merge`.
///
/// A line that only one of them touched is as that one left it; lines that both touched, or that
/// touch each other, merge only if both made the same of them. So a merge holds no line that
/// neither of the texts has, asks nobody to look for marks in it, and is the same whoever is A.
/// Where `git merge-file` finds nothing to ask, it makes the same of texts whose lines differ.
package enum TextMerge {
  /// Longer texts are not merged: no person writes them, and three of them are held at once.
  package static let maxBytes = 4 << 20

  package enum Outcome: Hashable, Sendable {
    case merged([UInt8])
    /// Both changed the same lines, or lines next to each other, and not alike.
    case overlapping
    /// One of the three holds a NUL byte.
    case notText
    /// One of the three has more than `maxBytes`.
    case tooLarge
    /// So much has changed that to find out what takes longer than it is worth.
    case tooDifferent
  }

  /// Lines keep their ends as they are; the last one may have none.
  package static func merge(baseline: [UInt8], a: [UInt8], b: [UInt8]) -> Outcome {
    if a == b || b == baseline { return .merged(a) }
    if a == baseline { return .merged(b) }
    let texts = [baseline, a, b]
    guard texts.allSatisfy({ $0.count <= maxBytes }) else { return .tooLarge }
    guard !texts.contains(where: { $0.contains(0) }) else { return .notText }
    let lines = NumberedLines(texts)
    guard let a = EditedText(lines.texts[1], since: lines.texts[0]),
      let b = EditedText(lines.texts[2], since: lines.texts[0])
    else { return .tooDifferent }
    return merge(lines.texts[0], a, b).map { .merged(lines.bytes(of: $0)) } ?? .overlapping
  }

  private static func merge(
    _ baseline: [UInt32], _ mine: EditedText, _ theirs: EditedText
  ) -> [UInt32]? {
    var (a, b) = (mine, theirs)
    var result: [UInt32] = []
    var place = 0
    while let start = [a.nextStart, b.nextStart].compactMap({ $0 }).min() {
      result += baseline[place..<start]
      let before = (a, b)
      place = takeHunks(from: start, &a, &b)
      let versions = (
        a.lines(since: before.0, start, place), b.lines(since: before.1, start, place)
      )
      if a.taken == before.0.taken {
        result += versions.1
      } else if b.taken == before.1.taken || versions.0 == versions.1 {
        result += versions.0
      } else {
        return nil
      }
    }
    return result + baseline[place...]
  }

  /// Takes the hunks that overlap or touch each other, from the next one on; returns where they
  /// end in the baseline.
  private static func takeHunks(
    from start: Int, _ a: inout EditedText, _ b: inout EditedText
  ) -> Int {
    var end = start
    while true {
      let grown = max(a.take(upTo: end), b.take(upTo: end))
      if grown == end { return end }
      end = grown
    }
  }
}

/// One of the two edited texts, and how far it is merged.
private struct EditedText {
  private let text: [UInt32]
  private let hunks: [LineHunk]
  /// Hunks that are merged.
  private(set) var taken = 0
  /// Lines that they have added, less those that they have removed.
  private var shift = 0

  init?(_ text: [UInt32], since baseline: [UInt32]) {
    guard let hunks = LineDiff.hunks(from: baseline, to: text) else { return nil }
    self.text = text
    self.hunks = hunks
  }

  /// Where the next hunk begins in the baseline.
  var nextStart: Int? { taken < hunks.count ? hunks[taken].old.lowerBound : nil }

  /// Takes the hunks that begin at or before `end`; returns where the last of them ends, or `end`.
  mutating func take(upTo end: Int) -> Int {
    var grown = end
    while taken < hunks.count, hunks[taken].old.lowerBound <= end {
      shift += hunks[taken].new.count - hunks[taken].old.count
      grown = max(grown, hunks[taken].old.upperBound)
      taken += 1
    }
    return grown
  }

  /// What stands here for the baseline's lines `start..<end`, which have been taken since.
  func lines(since before: EditedText, _ start: Int, _ end: Int) -> ArraySlice<UInt32> {
    text[(start + before.shift)..<(end + shift)]
  }
}
