import Glibc
import Pipelines

/// `make soak`: histories from fresh seeds, as long as it is told or until one breaks a promise.
@main
struct Entry {
  static func main() throws {
    if let seed = number("SOAK_SEED") {
      let world = try World(seed: seed)
      let problems = world.run()
      print(world.story.text)
      print(problems.isEmpty ? "All as it should be." : problems.joined(separator: "\n"))
      exit(problems.isEmpty ? 0 : 1)
    }
    let seconds = number("SOAK_SECONDS") ?? 600
    let first = number("SOAK_FROM") ?? UInt64(time(nil)) << 24
    let soak = Soak(from: first)
    print("seeds from \(first)")
    let progress = try WorkerThread {
      let start = time(nil)
      while true {
        sleep(1)
        let elapsed = time(nil) - start
        if elapsed >= Int(seconds) || !soak.failures.isEmpty { return soak.stop() }
        if elapsed % 60 == 0 { print(elapsed, "s:", soak.counts.text) }
      }
    }
    try soak.run(threads: Int(number("SOAK_THREADS") ?? 2), to: .max)
    progress.join()
    print(soak.counts.text)
    for failure in soak.failures {
      print("\nSOAK_SEED=\(failure.seed):", failure.problems.joined(separator: "\n  "))
    }
    exit(soak.failures.isEmpty ? 0 : 1)
  }

  private static func number(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }
}
