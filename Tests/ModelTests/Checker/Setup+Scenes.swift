extension Setup {
  /// Chunks a and b in packs of their own, of which the old snapshot references a; writer A saves
  /// both, writer B saves b.
  static func plain(writers: Int, pruners: Int, epochs: UInt8, runs: UInt8) -> Setup {
    var setup = Setup()
    setup.roles = [writers > 0 ? .backup : .absent, writers > 1 ? .backup : .absent]
    setup.needs = [0b11, 0b10]
    setup.pruners = pruners
    setup.epochs = epochs
    setup.runs = runs
    setup.oldContents = [0b01, 0b10, 0]
    setup.oldReferences = 0b01
    return setup
  }

  /// Chunk b is a delta on a; the old snapshot references b.
  static func bases(writers: Int, pruners: Int, epochs: UInt8, runs: UInt8) -> Setup {
    var setup = plain(writers: writers, pruners: pruners, epochs: epochs, runs: runs)
    setup.base[1] = 0
    setup.oldContents = [0b01, 0b10_0000, 0]
    setup.oldReferences = 0b10
    setup.needs = [0b10, 0b01]
    return setup
  }

  /// Chunk b is a delta on a and c one on b, and a second copy of a is a delta on c: a circle.
  static func chain(writers: Int, pruners: Int, epochs: UInt8, runs: UInt8) -> Setup {
    var setup = plain(writers: writers, pruners: pruners, epochs: epochs, runs: runs)
    setup.base = [2, 0, 1, 255]
    setup.oldContents = [0b001, 0b010_0000, 0b101_0000]
    setup.oldReferences = 0b100
    setup.needs = [0b010, 0b100]
    return setup
  }

  /// A tree (b) that names a file (a), in packs of their own.
  static func trees(writers: Int, pruners: Int, epochs: UInt8, runs: UInt8) -> Setup {
    var setup = plain(writers: writers, pruners: pruners, epochs: epochs, runs: runs)
    setup.oldReferences = 0b11
    setup.needs = [0b11, 0b01]
    setup.folder = 0b11
    setup.tree = 0b10
    setup.features = .takingOver
    return setup
  }

  /// Writer B moves chunks out of condemned packs, and bases what it can on others.
  static func repacking(writers: Int, pruners: Int, epochs: UInt8, runs: UInt8) -> Setup {
    var setup = bases(writers: 2, pruners: pruners, epochs: epochs, runs: runs)
    setup.roles = [writers > 1 ? .backup : .absent, .repack]
    setup.needs = [0b10, 0b10]
    return setup
  }

  /// Writer A saves a new chunk c, a delta on a; its checkpoint may commit the pack before.
  static func checkpoint(writers: Int, pruners: Int, epochs: UInt8, runs: UInt8) -> Setup {
    var setup = plain(writers: writers, pruners: pruners, epochs: epochs, runs: runs)
    setup.base[2] = 0
    setup.needs = [0b100, 0b100]
    setup.features = .checkpoint
    return setup
  }

  func with(_ features: Features) -> Setup {
    var setup = self
    setup.features.formUnion(features)
    return setup
  }

  func condemning(_ packs: Bits) -> Setup {
    var setup = self
    setup.condemnable = packs
    return setup
  }

  func with(_ lies: [Lie]) -> Setup {
    var setup = self
    for lie in lies { setup.lies.insert(Lies(lie)) }
    return setup
  }
}
