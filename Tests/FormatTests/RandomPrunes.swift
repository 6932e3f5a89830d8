import TestSupport

@testable import Format

extension SeededGenerator {
  fileprivate mutating func pruneNumber() -> Int { max(1, number(upTo: Int.max)) }

  fileprivate mutating func condemnableFiles() -> [RepositoryPath] {
    list(upTo: 4) { random in
      switch Int.random(in: 0..<3, using: &random) {
      case 0: .indexRun(random.session(), random.number(upTo: 1000))
      case 1: .snapshot(random.session())
      default: .record(random.session(), random.next())
      }
    }
  }
}

extension PrunePlan {
  static func random(using random: inout SeededGenerator) -> Self {
    PrunePlan(
      number: random.pruneNumber(), packs: random.list(upTo: 4) { $0.packID() },
      files: random.condemnableFiles())
  }
}

extension PruneWaits {
  static func random(using random: inout SeededGenerator) -> Self {
    PruneWaits(number: random.pruneNumber(), sessions: random.list(upTo: 4) { $0.session() })
  }
}

extension PruneVerdict {
  static func random(using random: inout SeededGenerator) -> Self {
    let number = random.chance(20) ? 1 : random.pruneNumber()
    return PruneVerdict(
      number: number, planHash: random.bytes32(),
      previousHash: number == 1 ? nil : random.bytes32(),
      packs: random.list(upTo: 3) { $0.packID() }, files: random.condemnableFiles(),
      snapshots: random.list(upTo: 3) {
        LiveSnapshot(session: $0.session(), fileHash: $0.bytes32())
      },
      runs: random.list(upTo: 3) {
        LiveIndexRun(
          session: $0.session(), number: $0.number(upTo: 1000), fileHash: $0.bytes32())
      },
      gonePacks: random.list(upTo: 3) { $0.packID() })
  }
}

extension PruneDone {
  static func random(using random: inout SeededGenerator) -> Self {
    PruneDone(number: random.pruneNumber(), verdictHash: random.bytes32())
  }
}

extension PruneStub {
  static func random(using random: inout SeededGenerator) -> Self {
    PruneStub(
      number: random.pruneNumber(),
      replacedKind: random.element(of: [.plan, .waits, .verdict, .done]),
      replacedHash: random.bytes32())
  }
}
