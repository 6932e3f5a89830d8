/// A setup that is explored to its end: nothing may go wrong in it.
struct Trial {
  let name: String
  let setup: Setup
  /// The table of fingerprints has two to the power of this many places, 8 bytes each.
  let tableBits: Int

  init(_ name: String, _ setup: Setup, tableBits: Int = 26) {
    self.name = name
    self.setup = setup
    self.tableBits = tableBits
  }

  func run() -> Explorer.Findings {
    Explorer(model: Model(setup, .reduced), tableBits: tableBits, order: .depth).run()
  }
}
