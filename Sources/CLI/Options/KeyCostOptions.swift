import ArgumentParser
import Sealing

/// What guessing the password of a new key is to cost.
struct KeyCostOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What guessing a password costs, 15 to 21: 17 takes 128 MiB, each step doubles it.",
      valueName: "cost"),
    transform: { try read($0) })
  var kdfCost: ScryptCost?

  var cost: ScryptCost { kdfCost ?? .standard }

  private static func read(_ typed: String) throws -> ScryptCost {
    guard let cost = Int(typed).flatMap({ ScryptCost(log2N: $0) }) else {
      throw ValidationError("\(typed) is not between 15 and 21")
    }
    return cost
  }
}
