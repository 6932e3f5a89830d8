/// Which of the files `sessions/SID.k` a session removes, and when [10.1-a].
///
/// `SID.0` stays until the end. A listing of `sessions` shows what was there throughout it, and
/// nothing else for certain: were `SID.0` removed after `SID.1` was created, a listing that reads
/// the place of the second before and that of the first after would show neither, and a prune would
/// wait for nobody.
package enum Beats {
  /// What goes once `beat` is durable.
  package static func superseded(by beat: Int) -> Int? {
    beat >= 2 ? beat - 1 : nil
  }

  /// What goes in W6, in this order: when none is left, `SID.0` was the last.
  package static func standing(at beat: Int) -> [Int] {
    beat > 0 ? [beat, 0] : [0]
  }
}
