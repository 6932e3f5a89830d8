/// What happened in some histories.
struct SoakCounts: Sendable {
  private(set) var seeds = 0
  var calls = 0
  var failed = 0
  var saved = 0
  var revivals = 0
  var prunes = 0
  var prunedPacks = 0
  /// Prunes that left their plan to a later one.
  var waits = 0
  var fenced = 0
  /// How often what stands there was compared with what must.
  var looks = 0
  var snapshotsRead = 0
  /// Of what the model of a disk did with what a folder did.
  var comparisons = 0
  private var errands: [String: Int] = [:]
  private var troubles: [String: Int] = [:]

  mutating func note(_ errand: Errand) { errands[errand.kind, default: 0] += 1 }

  mutating func note(_ trouble: Trouble) {
    troubles[String("\(trouble)".prefix { $0 != "(" }), default: 0] += 1
  }

  /// Adds those of one more history.
  mutating func add(_ other: SoakCounts) {
    seeds += max(1, other.seeds)
    calls += other.calls
    failed += other.failed
    saved += other.saved
    revivals += other.revivals
    prunes += other.prunes
    prunedPacks += other.prunedPacks
    waits += other.waits
    fenced += other.fenced
    looks += other.looks
    snapshotsRead += other.snapshotsRead
    comparisons += other.comparisons
    errands.merge(other.errands, uniquingKeysWith: +)
    troubles.merge(other.troubles, uniquingKeysWith: +)
  }

  /// Kinds of errands and troubles that came up.
  var kinds: Int { errands.count + troubles.count }

  var text: String {
    let lists = [errands, troubles].map { list in
      list.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
    return """
      \(seeds) seeds, \(calls) calls, \(lists[0]); \(lists[1]); \
      \(saved) snapshots saved, \(revivals) brought back, \(prunes) prunes, \(waits) waiting, \
      \(prunedPacks) packs removed, \(fenced) sessions fenced, \(failed) errands failed; \
      \(looks) looks, \(snapshotsRead) snapshots read, \(comparisons) comparisons with a folder
      """
  }
}
