import Format
import Pipelines
import Sealing
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Repository

/// Adding, replacing and removing the keys of a repository.
@Suite struct KeyChangeTests {
  // Made once: every key takes some scrypt.
  private static let template = Result {
    let storage = MemoryStorage()
    return (storage: storage, created: try create(storage, seed: 51))
  }

  private let storage: MemoryStorage
  private let created: Repository

  init() throws {
    let template = try Self.template.get()
    storage = MemoryStorage(template.storage.files)
    created = template.created.repository
  }

  /// The repository in another storage.
  private func repository(on storage: any Storage, seed: UInt64 = 52) -> Repository {
    Repository(
      storage: storage, keyring: created.keyring, config: created.config,
      surroundings: .test(seed: seed), keySlot: created.keySlot)
  }

  private func key(_ label: String, _ password: String = "new") throws -> NewKey {
    NewKey(
      secret: .password(try SecretBytes(copying: Array(password.utf8))), label: label,
      cost: try #require(ScryptCost(log2N: 15)))
  }

  private func labels(_ storage: any Storage) throws -> [String] {
    try KeySlots.read(storage).slots.map(\.label)
  }

  @Test("[3.2-d] A key that is added opens the repository, in two copies, the first one first")
  func adding() throws {
    let faulty = FaultyStorage(storage.files)
    let slot = try repository(on: faulty).addKey(try key("phone"))
    let named = faulty.steps.compactMap { if case .named(let name) = $0 { name } else { nil } }
    #expect(named == ["keys/\(Hex.encode(slot.id)).0", "keys/\(Hex.encode(slot.id)).1"])
    let left = faulty.survivors(.dropped)
    #expect(try open(left, password: "new").keySlot == KeySlotID(slot.id))
    #expect(try KeySlots.read(left).isWhole(slot))
    #expect(try labels(left) == ["laptop", "phone", "recovery"])
  }

  @Test("A label is given once, and there are 32 keys at most")
  func room() throws {
    let repository = repository(on: storage)
    let taken = #expect(throws: RepositoryError.self) { try repository.addKey(try key("laptop")) }
    #expect(taken?.code == .failed)
    #expect(taken?.problem.hasPrefix("there is a key \"laptop\" already (") == true)
    #expect(try KeySlots.read(storage).freeLabel("recovery") == "recovery 2")
    for number in 0..<30 {
      let id = try #require(KeySlotID([UInt8](repeating: UInt8(number), count: 16)))
      _ = try storage.create(RepositoryPath.keySlot(id: id, copy: 0).name, [1], via: "tmp/x")
    }
    let before = storage.files
    let full = #expect(throws: RepositoryError.self) { try repository.addKey(try key("phone")) }
    #expect(full?.problem == "it has 32 keys, and no reader looks at more")
    #expect(storage.files == before)
    // The last place, taken by somebody else at the same moment.
    let id = try #require(KeySlotID([UInt8](repeating: 0, count: 16)))
    try storage.remove(RepositoryPath.keySlot(id: id, copy: 0).name)
    let other = Once { [storage] in
      _ = try storage.create(RepositoryPath.keySlot(id: id, copy: 0).name, [1], via: "tmp/x")
    }
    let hooked = HookedStorage(storage) { _, call in if case .create = call { other.run() } }
    let slower = #expect(throws: RepositoryError.self) {
      try self.repository(on: hooked).addKey(try key("phone"))
    }
    #expect(slower?.problem == full?.problem)
    #expect(storage.files.count == before.count)
  }

  @Test("A key is meant by its label, or by how its ID begins")
  func naming() throws {
    let slot = try repository(on: storage).addKey(try key("phone"))
    let slots = try KeySlots.read(storage)
    #expect(try slots.slot(named: "phone") == slot)
    #expect(try slots.slot(named: slot.shortID.uppercased()) == slot)
    for wrong in ["", "Phone", "x"] {
      let error = #expect(throws: RepositoryError.self) { try slots.slot(named: wrong) }
      #expect(error?.code == .failed && error?.advice.contains("\"phone\" (") == true)
    }
    #expect(try slots.slot(named: String(slot.shortID.prefix(4))) == slot)
    let short = String(slot.shortID.prefix(3))
    let digits = #expect(throws: RepositoryError.self) { try slots.slot(named: short) }
    #expect(digits?.problem == "there is no key \"\(short)\"")
    #expect(digits?.advice.hasPrefix("type 4 digits of an ID; there are: ") == true)
    // A label wins, be it what another ID begins with.
    let labelled = try repository(on: storage, seed: 54).addKey(
      try key(String(slot.shortID.prefix(4))))
    #expect(try KeySlots.read(storage).slot(named: labelled.label) == labelled)
    // Both of a change of password that was interrupted.
    let second = try key("phone").slot(for: created.keyring, .test(seed: 53))
    try KeySlotFiles(storage: storage, temporaries: TemporaryNames(created.newSessionID()))
      .create(second)
    let error = #expect(throws: RepositoryError.self) {
      try KeySlots.read(storage).slot(named: "phone")
    }
    #expect(error?.problem == "2 keys could be meant by \"phone\"")
    #expect(error?.advice.contains(second.shortID) == true)
  }

  @Test("The password that is changed: the one that is named, was typed, or is the only one")
  func changing() throws {
    let repository = repository(on: storage)
    let slots = try KeySlots.read(storage)
    let laptop = try slots.slot(named: "laptop")
    let words = try slots.slot(named: "recovery")
    #expect(try slots.slotToChange(labelled: nil, opened: created.keySlot) == laptop)
    #expect(try slots.slotToChange(labelled: nil, opened: KeySlotID(words.id)) == laptop)
    let noWords = #expect(throws: RepositoryError.self) {
      try slots.slotToChange(labelled: "recovery", opened: created.keySlot)
    }
    #expect(noWords?.problem == "\"recovery\" opens with recovery words, which nobody can choose")
    let phone = try repository.addKey(try key("phone"))
    let more = try KeySlots.read(storage)
    #expect(try more.slotToChange(labelled: "phone", opened: created.keySlot) == phone)
    let unclear = #expect(throws: RepositoryError.self) {
      try more.slotToChange(labelled: nil, opened: KeySlotID(words.id))
    }
    #expect(unclear?.problem == "it was opened by recovery words, and has 2 passwords")
    let new = try repository.replaceKey(laptop, by: try key("laptop", "newer"))
    #expect(try labels(storage) == ["laptop", "phone", "recovery"])
    #expect(try open(storage, password: "newer").keySlot == KeySlotID(new.id))
    #expect(throws: RepositoryError.self) { try open(storage) }
  }

  @Test("[3.2-d] The last key stays, and so does one beside which no other is in good order")
  func lastKey() throws {
    let repository = repository(on: storage)
    let slots = try KeySlots.read(storage)
    let laptop = try slots.slot(named: "laptop")
    let words = try slots.slot(named: "recovery")
    let copy = RepositoryPath.keySlot(id: try #require(KeySlotID(words.id)), copy: 1).name
    try storage.remove(copy)
    let before = storage.files
    let damaged = #expect(throws: RepositoryError.self) { try repository.removeKey(laptop) }
    #expect(damaged?.code == .refused)
    #expect(
      damaged?.problem == "no other key than \"laptop\" has both of its copies in order")
    #expect(storage.files == before)
    try repository.removeKey(words)
    let last = #expect(throws: RepositoryError.self) { try repository.removeKey(laptop) }
    #expect(last?.code == .refused && last?.problem == "\"laptop\" is the only key")
    #expect(try open(storage).id == created.id)
  }

  @Test("[3.2-d] Of two removals that would leave no key one at most succeeds, whatever the order")
  func removalsAtOnce() throws {
    let slots = try KeySlots.read(storage).slots
    // One from beginning to end between two steps of the other.
    var step = 0
    while step < 40 {
      let files = MemoryStorage(storage.files)
      let other = Once { [created] in
        let repository = Repository(
          storage: files, keyring: created.keyring, config: created.config,
          surroundings: .test(seed: 55), keySlot: nil)
        try repository.removeKey(slots[1])
      }
      let hooked = HookedStorage(files) { [step] call, _ in if call == step { other.run() } }
      let first = Result { try repository(on: hooked).removeKey(slots[0]) }
      guard other.hasRun else { break }
      try expectKeyLeft(files, [first, Result { try other.result() }], "step \(step)")
      step += 1
    }
    #expect(8..<40 ~= step)
    // Both at once, each with one copy gone.
    let files = MemoryStorage(storage.files)
    let arrived = Atomic(0)
    let gathered = HookedStorage(files) { _, call in
      guard case .remove(let name) = call, name.hasSuffix(".1") else { return }
      arrived.add(1, ordering: .sequentiallyConsistent)
      while arrived.load(ordering: .sequentiallyConsistent) < 2 {}
    }
    try TestSupport.race(2) { number in
      try? repository(on: gathered, seed: 56 + UInt64(number)).removeKey(slots[number])
    }
    let left = try KeySlots.read(files)
    #expect(left.slots.contains(where: left.isWhole))
  }

  private func expectKeyLeft(
    _ files: MemoryStorage, _ results: [Result<Void, any Error>], _ comment: Comment
  ) throws {
    let slots = try KeySlots.read(files)
    let removed = results.count { (try? $0.get()) != nil }
    #expect(removed <= 1 && slots.slots.count == 2 - removed, comment)
    #expect(slots.slots.allSatisfy(slots.isWhole), comment)
  }

  @Test(
    "[3.2-d] A stop anywhere leaves a key that opens, and nothing that a check calls damage",
    arguments: Change.allCases)
  func stops(change: Change) throws {
    var steps = 0
    var fired = true
    while fired {
      let faulty = FaultyStorage(storage.files, fault: .stop(afterSteps: steps))
      let result = Result { try perform(change, faulty) }
      fired = faulty.hasFired
      let left = faulty.survivors(.kept)
      let opened = ["secret", "new"].filter { (try? open(left, password: $0)) != nil }
      #expect(!opened.isEmpty, "after \(steps) steps")
      if (try? result.get()) != nil { #expect(opened == change.passwords) }
      let check = try Check(
        repository(on: left), depth: .structure, indexFolder: IndexFolder(nil), workers: 1,
        cancellation: .init(), counters: .init()
      ).run()
      #expect(check.isSound, "after \(steps) steps: \(check.texts)")
      // A power cut may bring a removed file back: then a second copy is missing at worst.
      let cut = faulty.survivors(.mixed(seed: UInt64(steps)))
      #expect(["secret", "new"].contains { (try? open(cut, password: $0)) != nil })
      steps += 1
    }
    #expect(steps > 2)
  }

  enum Change: CaseIterable {
    case adding, replacing, removing

    var passwords: [String] {
      switch self {
      case .adding: ["secret", "new"]
      case .replacing: ["new"]
      case .removing: ["secret"]
      }
    }
  }

  private func perform(_ change: Change, _ storage: FaultyStorage) throws {
    let repository = repository(on: storage)
    let slots = try KeySlots.read(storage)
    switch change {
    case .adding: _ = try repository.addKey(try key("phone"))
    case .replacing:
      _ = try repository.replaceKey(try slots.slot(named: "laptop"), by: try key("laptop"))
    case .removing: try repository.removeKey(try slots.slot(named: "recovery"))
    }
  }

  @Test("[3.7-a] A repository that only a newer martlet may write to keeps its keys")
  func newerFeatures() throws {
    let repository = Repository(
      storage: storage, keyring: created.keyring,
      config: RepositoryConfig(
        header: ConfigHeader(repositoryID: created.id, writeFeatures: 4),
        parameters: created.config.parameters),
      surroundings: .test(seed: 57), keySlot: nil)
    let before = storage.files
    let slot = try KeySlots.read(storage).slot(named: "recovery")
    for change in [
      { _ = try repository.addKey(try key("phone")) }, { try repository.removeKey(slot) },
    ] {
      let error = #expect(throws: RepositoryError.self) { try change() }
      #expect(error?.code == .unsupportedFormat)
    }
    #expect(storage.files == before)
  }

  @Test("A slot of unusual cost is tried only by whoever wants that")
  func unusualCost() throws {
    let name = try #require(
      try KeySlots.read(storage).slots.first { $0.purpose == .password }.flatMap {
        KeySlotFiles.path(of: $0, 0)?.name
      })
    for copy in ["0", "1"] {
      let name = name.dropLast() + copy
      var bytes = try #require(storage.files[String(name)])
      bytes[34] = 19  // log2 N
      try storage.remove(String(name))
      _ = try storage.create(String(name), bytes, via: "tmp/x")
    }
    var asked: [String] = []
    let error = #expect(throws: RepositoryError.self) {
      try Repository.open(
        storage, with: .password(SecretBytes(copying: Array("secret".utf8))),
        surroundings: .test(seed: 58)
      ) { slot in
        asked.append(slot.label)
        return false
      }
    }
    #expect(error?.code == .wrongPassword)
    #expect(asked == ["laptop"])
    #expect(try #require(ScryptCost(log2N: 18)).isUnusual == false)
    #expect(try #require(ScryptCost(log2N: 19)).isUnusual)
    #expect(try #require(ScryptCost(log2N: 19, parallelism: 2)).seconds == 3.2)
  }
}
