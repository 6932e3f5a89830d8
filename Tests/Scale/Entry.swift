import Format
import Glibc
import Repository
import Sealing
import Storage
import SystemPackage

/// Makes a repository with very many chunks, for measuring what grows with their number.
///
///     Scale FOLDER CHUNKS
///
/// Ten snapshots of one folder: sixteen files of 24 bytes in each of its folders, and one folder in
/// a hundred changed from each snapshot to the next. The same every time. The password is "scale".
@main
struct Entry {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let chunks = Int(arguments[2]), chunks >= 10_000 else {
      print("Scale FOLDER CHUNKS (at least 10000)")
      exit(2)
    }
    do {
      let repository = try create(at: FilePath(arguments[1]))
      var source = try GeneratedSource(repository, chunks: chunks)
      for version in 0..<GeneratedSource.versions {
        let found = try source.save(version)
        print("snapshot \(version + 1) of \(GeneratedSource.versions): \(found) chunks")
      }
    } catch {
      print("\(error)")
      exit(1)
    }
  }

  private static func create(at path: FilePath) throws -> Repository {
    let surroundings = Surroundings(
      clock: StillClock(), random: SystemRandom(),
      process: ProcessIdentity(
        host: "scale", user: "scale", bootID: [UInt8](repeating: 1, count: 16), pidNamespace: 1,
        processID: 1, startTime: 1),
      program: "Scale")
    guard let cost = ScryptCost(log2N: 15) else { preconditionFailure("15 is permitted") }
    // Small packs, that there are as many as a repository with chunks of the usual size has.
    let parameters = RepositoryParameters(packBytes: 1 << 18, created: 1_700_000_000)
    let plan = Repository.Plan(
      password: try SecretBytes(copying: Array("scale".utf8)), label: "scale", cost: cost,
      parameters: parameters)
    return try Repository.create(
      try LocalStorage.create(at: path), plan, surroundings: surroundings
    ).repository
  }
}

private struct StillClock: Clock {
  var now: Timestamp { Timestamp(seconds: 1_700_000_000, nanoseconds: 0) }
  var sinceBoot: UInt64 { 1 }
}
