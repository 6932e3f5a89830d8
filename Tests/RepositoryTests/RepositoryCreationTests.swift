import Format
import Pipelines
import Sealing
import Storage
import TestSupport
import Testing

@testable import Repository

@Suite struct RepositoryCreationTests {
  @Test("[3.7-c] A new repository has two slots and the config, in two copies each, and a README")
  func files() throws {
    let storage = MemoryStorage()
    let created = try create(storage, seed: 1)
    let names = storage.files.keys.sorted()
    #expect(names.count == 7)
    #expect(names.filter { $0.hasPrefix("keys/") }.count == 4)
    #expect(names.suffix(3) != ["README", "config.0", "config.1"])
    #expect(storage.files["config.0"] == storage.files["config.1"])
    #expect(storage.files["README"] == Array(RepositoryReadme.text.utf8))
    for name in names { #expect(RepositoryPath(name: name) != nil, "\(name)") }
    #expect(created.repository.config.parameters == RepositoryParameters(created: 5))
  }

  @Test("Password and recovery words both open what was made, and nothing else does")
  func opens() throws {
    let storage = MemoryStorage()
    let created = try create(storage, seed: 2)
    let byPassword = try open(storage)
    #expect(byPassword.id == created.repository.id)
    #expect(byPassword.config == created.repository.config)
    #expect(byPassword.keySlot == created.repository.keySlot)
    let words = try RecoveryWords(parsing: created.recoveryWords.text)
    let byWords = try Repository.open(
      storage, with: .recoveryWords(words), surroundings: .test(seed: 3))
    #expect(byWords.id == created.repository.id)
    #expect(byWords.keySlot != created.repository.keySlot)
    // The same keys: what one wrote the other reads.
    let path = RepositoryPath.plan(1)
    let sealed = try created.repository.files.sealed([1], as: path)
    #expect(try byWords.files.opened(sealed, as: path) == [1])
  }

  @Test("[3.7-c] Of several that start at once one wins, and its repository is whole")
  func race() throws {
    let storage = HookedStorage(gathering: 3, at: "config.0")
    let outcomes = Monitor<[Result<Repository.Created, any Error>]>([])
    try TestSupport.race(3) { number in
      let outcome = Result { try create(storage, seed: 10 + UInt64(number), password: "\(number)") }
      outcomes.access { $0.append(outcome) }
    }
    let winners = outcomes.access { $0.compactMap { try? $0.get() } }
    #expect(winners.count == 1)
    for case .failure(let error) in outcomes.access({ $0 }) {
      #expect((error as? RepositoryError)?.problem == "there is a repository already")
    }
    #expect(storage.inner.files.keys.filter { $0.hasPrefix("keys/") }.count == 4)
    #expect(storage.inner.files.count == 7)
    let winner = try #require(winners.first)
    let opened = try Repository.open(
      storage.inner, with: .recoveryWords(winner.recoveryWords), surroundings: .test(seed: 4))
    #expect(opened.id == winner.repository.id)
    #expect(storage.inner.files["config.0"] == storage.inner.files["config.1"])
  }

  @Test("[3.7-c] One that comes too late takes its key slots away again")
  func late() throws {
    let storage = HookedStorage(beforeFirstFile: { storage in
      _ = try create(storage, seed: 15, password: "first")
    })
    // Finds the folder empty; then another repository is made, whole.
    #expect(throws: RepositoryError.self) { try create(storage, seed: 16) }
    #expect(storage.inner.files.count == 7)
    #expect(throws: Never.self) { try open(storage.inner, password: "first") }
  }

  /// FORMAT.md 10.3, the table of crashes.
  @Test("[3.7-c] After a stop anywhere there is a repository, or the next may be made")
  func stops() throws {
    var fired = true
    var count = 0
    while fired {
      let faulty = FaultyStorage(fault: .stop(afterSteps: count))
      let created = try? create(faulty, seed: 20)
      fired = faulty.hasFired
      let left = faulty.survivors(.mixed(seed: UInt64(count)))
      if left.files["config.0"] != nil {
        #expect(try open(left).config.parameters.created == 5)
        #expect(throws: RepositoryError.self) { try create(left, seed: 21) }
      } else {
        #expect(created == nil)
        #expect(openingProblem(left) == "there is no repository")
        _ = try create(left, seed: 21)
        #expect(left.files.keys.filter { $0.hasPrefix("keys/") }.count == 4)
      }
      // A file is three steps, so that every second is one of each sort in turn.
      count += 2
    }
    #expect(count > 15)
  }

  @Test("A folder that holds something else is refused, and nothing is written")
  func notEmpty() throws {
    for name in ["letter.txt", "README", "packs/x", "log/old", "snapshots/a"] {
      let storage = MemoryStorage([name: [1]])
      let error = #expect(throws: RepositoryError.self) { try create(storage, seed: 30) }
      #expect(error?.code == .failed)
      #expect(error?.problem == "the folder is not empty: it holds \(name)")
      #expect(storage.files == [name: [1]])
    }
    for name in ["config.0", "config.1"] {
      let storage = MemoryStorage([name: [1]])
      let error = #expect(throws: RepositoryError.self) { try create(storage, seed: 31) }
      #expect(error?.problem == "there is a repository already")
      #expect(storage.files == [name: [1]])
    }
  }

  @Test(
    "A storage that is full or fails says so", arguments: [StorageError.Code.full, .unreachable])
  func failing(code: StorageError.Code) throws {
    for call in [0, 1, 5] {
      let storage = FaultyStorage(fault: .fail(call: call, code, .beforeEffect))
      let error = #expect(throws: RepositoryError.self) { try create(storage, seed: 32) }
      #expect(error?.code == (code == .full ? .full : .unreachable))
    }
  }

  private func openingProblem(_ storage: any Storage) -> String? {
    do {
      _ = try open(storage)
      return nil
    } catch {
      return error.problem
    }
  }
}

/// A repository with the password "secret", at the lowest cost.
func create(
  _ storage: any Storage, seed: UInt64, password: String = "secret", packBytes: Int = 33_554_432
) throws -> Repository.Created {
  try Repository.create(
    storage,
    Repository.Plan(
      password: try SecretBytes(copying: Array(password.utf8)), label: "laptop",
      cost: try #require(ScryptCost(log2N: 15)),
      parameters: RepositoryParameters(packBytes: packBytes, created: 5)),
    surroundings: .test(seed: seed))
}

func open(
  _ storage: any Storage, password: String = "secret", preferred: KeySlotID? = nil
) throws(RepositoryError) -> Repository {
  guard let secret = try? SecretBytes(copying: Array(password.utf8)) else {
    throw RepositoryError(.failed, "no memory", at: "test", advice: "none")
  }
  return try Repository.open(
    storage, with: .password(secret), preferred: preferred, surroundings: .test(seed: 99))
}
