#if canImport(Repository)
  import Repository
#endif

/// The copies in some packs; a copy's number is four times its pack plus its chunk.
struct PackView {
  var contents: InlineArray<5, UInt8>
  let base: InlineArray<4, UInt8>
  /// The packs that count.
  let packs: Bits

  init(_ store: Store, _ setup: Setup, packs: Bits) {
    contents = [
      setup.oldContents[0], setup.oldContents[1], setup.oldContents[2], store.newContents[0],
      store.newContents[1],
    ]
    base = setup.base
    self.packs = packs
  }

  /// The chunks with a copy in any form.
  var stored: UInt8 {
    packs.reduce(0) { $0 | contents[$1] & 15 | contents[$1] >> 4 }
  }

  /// The chunks with a usable copy.
  var usable: UInt8 {
    var chunks: UInt8 = 0
    for pack in packs {
      for chunk in 0..<4 where counts(pack * 4 + chunk) {
        var budget = 64
        if isUsable(pack * 4 + chunk, budget: &budget) { chunks |= 1 << UInt8(chunk) }
      }
    }
    return chunks
  }
}

extension PackView: CopyGraph, PackContents {
  static var maxDepth: Int { 8 }

  var copyCount: Int { Store.packCount * 4 }

  func counts(_ copy: Int) -> Bool {
    packs.contains(copy / 4) && contents[copy / 4] & (0x11 << UInt8(copy % 4)) != 0
  }

  func pack(of copy: Int) -> Int { copy / 4 }

  func isFull(_ copy: Int) -> Bool { contents[copy / 4] & (1 << UInt8(copy % 4)) != 0 }

  func containsBase(of delta: Int, where isGood: (Int) -> Bool) -> Bool {
    let chunk = base[delta % 4]
    guard chunk != Setup.none else { return false }
    for pack in packs {
      let copy = pack * 4 + Int(chunk)
      if counts(copy), isGood(copy) { return true }
    }
    return false
  }

  func forEachBase(of delta: Int, _ body: (Int) -> Void) {
    let chunk = base[delta % 4]
    guard chunk != Setup.none else { return }
    for pack in packs { body(pack * 4 + Int(chunk)) }
  }

  func forEachTwin(of copy: Int, _ body: (Int) -> Void) {
    for pack in packs { body(pack * 4 + copy % 4) }
  }

  struct Copies: CopySet {
    private var bits: UInt32 = 0

    init(capacity: Int) {}
    func contains(_ number: Int) -> Bool { bits & (1 << UInt32(number)) != 0 }
    mutating func insert(_ number: Int) -> Bool {
      defer { bits |= 1 << UInt32(number) }
      return !contains(number)
    }
  }
}
