package import Format

/// Which packs a check reads, and in which order: those that were never read, then those whose
/// proof is the oldest.
///
/// Of packs that are as old as each other the seed decides, so that two machines that begin at the
/// same time do not read the same ones.
package struct ReadingPlan: Equatable, Sendable {
  package struct Pack: Equatable, Sendable {
    package let id: PackID
    package let bytes: UInt64

    package init(id: PackID, bytes: UInt64) {
      self.id = id
      self.bytes = bytes
    }
  }

  package let packs: [Pack]
  /// When this long has passed, no further pack is begun.
  package let limitNanoseconds: UInt64?

  /// As many packs as it takes to come to the share, and so one at least of a share that is not
  /// nothing: runs of 5 % have read everything after twenty.
  package init(_ packs: [Pack], proofs: [PackID: Int64], share: PackShare, seed: UInt64) {
    let ordered = packs.map { pack in
      (pack: pack, time: proofs[pack.id] ?? .min, lot: Self.lot(of: pack.id, seed))
    }.sorted { ($0.time, $0.lot, $0.pack.id) < ($1.time, $1.lot, $1.pack.id) }.map(\.pack)
    guard case .time(let nanoseconds) = share else {
      self.packs = Self.prefix(of: ordered, bytes: Self.bytes(share, of: ordered))
      limitNanoseconds = nil
      return
    }
    self.packs = nanoseconds > 0 ? ordered : []
    limitNanoseconds = nanoseconds
  }

  package var bytes: UInt64 { Self.sum(packs) }

  private static func prefix(of packs: [Pack], bytes: UInt64) -> [Pack] {
    var sum: UInt64 = 0
    let count = packs.firstIndex { pack in
      guard sum < bytes else { return true }
      sum += pack.bytes
      return false
    }
    return Array(packs[..<(count ?? packs.count)])
  }

  private static func bytes(_ share: PackShare, of packs: [Pack]) -> UInt64 {
    switch share {
    case .all, .time: .max
    case .bytes(let bytes): bytes
    case .part(let millionths): Self.part(millionths, of: sum(packs))
    }
  }

  /// Rounded up.
  private static func part(_ millionths: UInt64, of bytes: UInt64) -> UInt64 {
    let product = bytes.multipliedFullWidth(by: min(millionths, 1_000_000))
    let (quotient, rest) = (1_000_000 as UInt64).dividingFullWidth(product)
    return rest == 0 ? quotient : quotient + 1
  }

  private static func sum(_ packs: [Pack]) -> UInt64 { packs.reduce(0) { $0 + $1.bytes } }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
  /// Generators", 2014).
  private static func lot(of pack: PackID, _ seed: UInt64) -> UInt64 {
    var word = pack.bytes.prefix.high ^ seed
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
