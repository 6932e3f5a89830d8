import Pipelines
import Synchronization
import TestSupport

/// Many histories, each from its seed, on several threads.
final class Soak: Sendable {
  /// A history that broke a promise.
  struct Failure: Sendable {
    let seed: UInt64
    let problems: [String]
    let story: String
  }

  private struct Result {
    var counts = SoakCounts()
    var failures: [Failure] = []
  }

  private let next: Atomic<UInt64>
  private let result = Monitor(Result())
  private let isOver = Atomic<Bool>(false)

  init(from seed: UInt64) {
    next = Atomic(seed)
  }

  var counts: SoakCounts { result.access { $0.counts } }
  var failures: [Failure] { result.access { $0.failures } }

  /// Lives through seeds up to `end`, until one fails or `stop` is called.
  func run(threads: Int, to end: UInt64) throws {
    let workers = try (0..<threads).map { _ in
      try WorkerThread { [self] in
        while !isOver.load(ordering: .relaxed) {
          let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard seed < end else { return }
          if !live(seed) { stop() }
        }
      }
    }
    for worker in workers { worker.join() }
  }

  func stop() { isOver.store(true, ordering: .relaxed) }

  /// False if a promise did not hold.
  private func live(_ seed: UInt64) -> Bool {
    do {
      let world = try World(seed: seed)
      let problems = world.run()
      result.access { result in
        result.counts.add(world.counts)
        guard !problems.isEmpty else { return }
        result.failures.append(
          Failure(seed: seed, problems: problems, story: world.story.text))
      }
      return problems.isEmpty
    } catch {
      result.access {
        $0.failures.append(Failure(seed: seed, problems: ["\(error)"], story: ""))
      }
      return false
    }
  }
}
