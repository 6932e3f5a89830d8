package import Format
package import Repository
package import Sealing
package import Storage
import Synchronization

/// A new repository with nothing in it, whose keys were made once: unlocking is slow on purpose.
package struct TestRepository: Sendable {
  package static let password = "correct horse"

  /// Chunks and packs so small that little data makes many of them.
  package static let small = Result {
    try TestRepository(
      seed: 1,
      RepositoryParameters(
        minimalChunkBytes: 4096, meanOffsetBits: 14, maximalChunkBytes: 1 << 19,
        packBytes: RepositoryParameters.minimalPackBytes, created: 1_700_000_000))
  }

  /// As `init` makes one.
  package static let standard = Result {
    try TestRepository(seed: 2, RepositoryParameters(created: 1_700_000_000))
  }

  package let keyring: Keyring
  package let config: RepositoryConfig
  package let files: [String: [UInt8]]
  package let recoveryWords: RecoveryWords

  package init(seed: UInt64, _ parameters: RepositoryParameters) throws {
    let storage = MemoryStorage()
    let created = try Self.create(storage, seed: seed, parameters)
    keyring = created.repository.keyring
    config = created.repository.config
    recoveryWords = created.recoveryWords
    files = storage.files
  }

  package static func create(
    _ storage: any Storage, seed: UInt64, _ parameters: RepositoryParameters
  ) throws -> Repository.Created {
    guard let cost = ScryptCost(log2N: 15) else { throw NoSuchCost() }
    let plan = Repository.Plan(
      password: try secret(), label: "test", cost: cost, parameters: parameters)
    return try Repository.create(storage, plan, surroundings: .test(seed: seed))
  }

  package static func secret() throws -> SecretBytes {
    try SecretBytes(copying: Array(password.utf8))
  }

  /// Unlocks, as a new start of the program does.
  package static func open(_ storage: any Storage, seed: UInt64) throws -> Repository {
    try Repository.open(storage, with: .password(secret()), surroundings: .test(seed: seed))
  }

  /// The same repository in another storage, as a new start of the program sees it. No two have the
  /// same session IDs unless they are given the same seed.
  package func on(
    _ storage: any Storage, clock: any Clock = TestClock(), seed: UInt64? = nil
  ) -> Repository {
    Repository(
      storage: storage, keyring: keyring, config: config,
      surroundings: .test(seed: seed ?? Self.nextSeed(), clock: clock), keySlot: nil)
  }

  private static let seeds = Atomic<UInt64>(1_000)

  private static func nextSeed() -> UInt64 {
    seeds.wrappingAdd(1, ordering: .relaxed).newValue
  }
}

private struct NoSuchCost: Error {}
