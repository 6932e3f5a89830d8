import Format

/// Which packs go, which are rewritten and which stay: a pure function of what is needed of each.
///
/// A pack of which nothing is needed goes. Of the others those are rewritten that free most for
/// what they cost, until what stays unused is within the limits; and small ones, when they are
/// enough to be worth it, for every pack is a file to be listed, opened and indexed.
struct PackChoice: Equatable {
  /// A pack is small below this part of a full one.
  private static let smallDivisor = 4
  /// So many small ones of a kind are merged even if they do not fill half a pack.
  private static let manySmallPacks = 16

  private(set) var dead: [PackUsage] = []
  private(set) var rewritten: [PackUsage] = []
  private(set) var staying: [PackUsage] = []

  /// `packBytes` is the length of a full pack.
  init(
    _ packs: [PackUsage], _ limits: PruneLimits, packBytes: Int, _ needed: NeededBytes
  ) {
    dead = packs.filter { $0.liveCopies == 0 }
    var rest = packs.filter { $0.liveCopies > 0 }
    var budget = limits.maxRepackBytes ?? Int.max
    func take(_ chosen: [PackUsage]) -> [PackUsage] {
      chosen.filter { pack in
        guard pack.length <= budget else { return false }
        budget -= pack.length
        return true
      }
    }
    let wasteful = take(Self.wasteful(rest, limits.maxUnused(beside: needed)))
    rest = Self.without(wasteful, rest)
    let small = FrameKind.allCases.flatMap { kind in
      take(Self.small(rest.filter { $0.kind == kind }, packBytes: packBytes))
    }
    rewritten = (wasteful + small).sorted { $0.id < $1.id }
    staying = Self.without(small, rest)
  }

  var stayingIDs: Set<PackID> { Set(staying.map(\.id)) }

  /// The same packs go and stay, by what is known of them now: more may be needed of those that go.
  func judged(by packs: [PackUsage]) -> PackChoice {
    let stays = stayingIDs
    var choice = self
    choice.dead = packs.filter { !stays.contains($0.id) && $0.liveCopies == 0 }
    choice.rewritten = packs.filter { !stays.contains($0.id) && $0.liveCopies > 0 }
    choice.staying = packs.filter { stays.contains($0.id) }
    return choice
  }

  /// Those with the largest part unused, as many as have to go.
  private static func wasteful(_ packs: [PackUsage], _ allowed: Int) -> [PackUsage] {
    var unused = packs.reduce(0) { $0 + $1.unused }
    let byWaste = packs.filter { $0.dead > 0 }.sorted { left, right in
      let (first, second) = (left.waste, right.waste)
      return first == second ? left.id < right.id : first > second
    }
    return Array(
      byWaste.prefix { pack in
        guard unused > allowed else { return false }
        unused -= pack.unused
        return true
      })
  }

  private static func small(_ packs: [PackUsage], packBytes: Int) -> [PackUsage] {
    let small = packs.filter { $0.length < packBytes / smallDivisor }
    let live = small.reduce(0) { $0 + $1.live }
    let isWorthwhile =
      small.count >= 2 && (live >= packBytes / 2 || small.count >= manySmallPacks)
    return isWorthwhile ? small : []
  }

  private static func without(_ taken: [PackUsage], _ packs: [PackUsage]) -> [PackUsage] {
    let ids = Set(taken.map(\.id))
    return packs.filter { !ids.contains($0.id) }
  }
}

extension PackUsage {
  /// The part of its frames that nobody needs.
  fileprivate var waste: Double { Double(dead) / Double(max(1, live + dead)) }

  /// The same in bytes, with what names it.
  fileprivate var unused: Int { dead + deadCopies * NeededBytes.entryBytes }
}
