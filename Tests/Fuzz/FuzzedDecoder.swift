import Format
import TestSupport

/// A decoder of bytes from outside, as libFuzzer calls it.
struct FuzzedDecoder: Sendable {
  /// How it is asked for: a word without spaces.
  let name: String
  /// No single allocation may be larger, however the input lies.
  let maxAllocationMebibytes: Int
  /// What the corpus begins with: inputs that decode, and some that nearly do.
  let seeds: @Sendable () throws -> [[UInt8]]
  /// Decodes, and ends the process if what must hold does not. Refusing is always right.
  let run: @Sendable ([UInt8]) -> Void

  init(
    _ name: String, maxAllocationMebibytes: Int = 2,
    seeds: @escaping @Sendable () throws -> [[UInt8]], run: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.name = name
    self.maxAllocationMebibytes = maxAllocationMebibytes
    self.seeds = seeds
    self.run = run
  }

  /// Longer inputs find nothing that these do not, but take longer.
  static let maxInputBytes = 4_096

  static var all: [FuzzedDecoder] { structures + codecs + sealed + indexes + names + mirror }
}

extension FuzzedDecoder {
  /// `count` inputs made from seeded randomness, and as many damaged ones.
  static func random(
    _ count: Int, _ make: (inout SeededGenerator) -> [UInt8]
  ) -> [[UInt8]] {
    (0..<UInt64(count)).flatMap { seed in
      var random = SeededGenerator(seed: seed)
      let bytes = make(&random)
      return [bytes, Mutation.apply(to: bytes, using: &random)]
    }
  }
}
