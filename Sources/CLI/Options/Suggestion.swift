/// The word that somebody probably meant.
enum Suggestion {
  /// The nearest of `words`, if it is near enough to be meant: a letter or two wrong, missing, too
  /// many or in the wrong order.
  static func nearest(to typed: String, in words: [String]) -> String? {
    let ranked = words.map { (word: $0, distance: distance(typed, $0)) }
      .filter { $0.distance <= max(1, min($0.word.count, typed.count) / 3) }
    return ranked.min { $0.distance < $1.distance }?.word
  }

  /// Insertions, deletions, replacements and swaps of neighbours that make one of the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.lowercased())
    let right = Array(right.lowercased())
    var rows = [Array(0...right.count)]
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        let replaced = rows[i][j] + (left[i] == right[j] ? 0 : 1)
        var best = min(replaced, row[j] + 1, rows[i][j + 1] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
