import Format
import Sealing
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

@Suite struct RepositoryOpeningTests {
  // One for all tests: making one takes some scrypt.
  private static let template = Result {
    let storage = MemoryStorage()
    return (files: storage, created: try create(storage, seed: 1))
  }

  private let storage: MemoryStorage
  private let created: Repository.Created

  init() throws {
    let template = try Self.template.get()
    storage = MemoryStorage(template.files.files)
    created = template.created
  }

  private var slotNames: [String] {
    storage.files.keys.filter { $0.hasPrefix("keys/") }.sorted()
  }

  @Test("[3.7-b] One good copy of config and slot is enough", arguments: Damage.allCases)
  func oneCopy(damage: Damage) throws {
    for copy in 0...1 {
      let storage = MemoryStorage(storage.files)
      try damage.inflict(on: "config.\(copy)", of: storage)
      for name in slotNames where name.hasSuffix(".\(1 - copy)") {
        try damage.inflict(on: name, of: storage)
      }
      let opened = try open(storage)
      #expect(opened.config == created.repository.config)
    }
  }

  @Test("[3.7-b] Without a good copy of either, it says what is wrong", arguments: Damage.allCases)
  func noCopy(damage: Damage) throws {
    for copy in 0...1 { try damage.inflict(on: "config.\(copy)", of: storage) }
    let error = #expect(throws: RepositoryError.self) { try open(storage) }
    #expect(error?.code == (damage == .missing ? .notFound : .damaged))

    let other = MemoryStorage(try Self.template.get().files.files)
    for name in slotNames { try damage.inflict(on: name, of: other) }
    let slots = #expect(throws: RepositoryError.self) { try open(other) }
    // A slot's label, dates and keys are not known to be true before a secret opens it.
    #expect([.damaged, .wrongPassword].contains(slots?.code))
  }

  @Test("[3.2-a] Slots that ask for gigabytes are tried last, whatever they are called")
  func plantedSlots() throws {
    let name = try #require(slotNames.first { !$0.isEmpty && (try? purpose(of: $0)) == .password })
    let real = try KeySlot(decoding: try #require(storage.files[name]))
    for index in 0..<3 {
      var planted = try #require(storage.files[name])
      // The slot's ID, log2 N and p (FORMAT.md 3.2).
      planted.replaceSubrange(16..<32, with: [UInt8](repeating: UInt8(index), count: 16))
      (planted[34], planted[36]) = (21, UInt8(4 - index))
      let id = try #require(KeySlotID([UInt8](repeating: UInt8(index), count: 16)))
      let path = RepositoryPath.keySlot(id: id, copy: 0).name
      _ = try storage.create(path, planted, via: "tmp/x")
    }
    let slots = try KeySlots.read(storage)
    let planted = KeySlotID([UInt8](repeating: 0, count: 16))
    for preferred in [nil, KeySlotID(real.id), planted] {
      let candidates = slots.candidates(for: .password, preferred: preferred)
      #expect(candidates.map(\.cost.log2N) == [15, 21, 21, 21])
      #expect(candidates.map(\.cost.parallelism) == [1, 2, 3, 4])
      #expect(candidates.first == real)
    }
    #expect(try open(storage).keySlot == KeySlotID(real.id))
  }

  private func purpose(of name: String) throws -> KeySlot.Purpose {
    try KeySlot(decoding: try #require(storage.files[name])).purpose
  }

  @Test("A wrong password names the keys there are")
  func wrongPassword() throws {
    let error = #expect(throws: RepositoryError.self) { try open(storage, password: "Secret") }
    #expect(error?.code == .wrongPassword)
    #expect(error?.advice.contains("2 keys: \"laptop\" (2023-11-14), \"recovery\"") == true)
    let words = try RecoveryWords(entropy: SecretBytes(copying: [UInt8](repeating: 1, count: 32)))
    let other = #expect(throws: RepositoryError.self) {
      try Repository.open(storage, with: .recoveryWords(words), surroundings: .test(seed: 2))
    }
    #expect(other?.code == .wrongPassword)
    #expect(other?.problem == "wrong recovery words")
  }

  @Test("The right password with a damaged key is told from a wrong password")
  func damagedKey() throws {
    for name in slotNames {
      var bytes = try #require(storage.files[name])
      bytes[bytes.count - 1] ^= 1
      try storage.remove(name)
      _ = try storage.create(name, bytes, via: "tmp/x")
    }
    let right = #expect(throws: RepositoryError.self) { try open(storage) }
    #expect(right?.code == .damaged)
    let wrong = #expect(throws: RepositoryError.self) { try open(storage, password: "Secret") }
    #expect(wrong?.code == .wrongPassword)
  }

  @Test("[3.1-b] Key slots of a newer martlet, or that one may not read, are not called damaged")
  func otherSlots() throws {
    for name in slotNames {
      var bytes = try #require(storage.files[name])
      bytes[8] = 2
      try storage.remove(name)
      _ = try storage.create(name, bytes, via: "tmp/x")
    }
    let newer = #expect(throws: RepositoryError.self) { try open(storage) }
    #expect(newer?.code == .unsupportedFormat)
    let closed = HookedStorage(MemoryStorage(try Self.template.get().files.files)) { _, call in
      guard case .read(let name) = call, name.hasPrefix("keys/") else { return }
      throw StorageError(.denied, .read, name, at: "disk", cause: .permissionDenied)
    }
    let denied = #expect(throws: RepositoryError.self) { try open(closed) }
    #expect(denied?.code == .failed)
  }

  @Test("Recovery words do not pass as a password, nor a password as words")
  func purposes() throws {
    let bytes = created.recoveryWords.entropy
    let error = #expect(throws: RepositoryError.self) {
      try Repository.open(storage, with: .password(bytes), surroundings: .test(seed: 2))
    }
    #expect(error?.code == .wrongPassword)
  }

  @Test("The slot that opened last is tried first; one that is gone is no hindrance")
  func preferred() throws {
    let slots = try KeySlots.read(storage)
    #expect(slots.slots.map(\.label) == ["laptop", "recovery"])
    let id = try #require(created.repository.keySlot)
    #expect(try open(storage, preferred: id).keySlot == id)
    #expect(try open(storage, preferred: KeySlotID([UInt8](repeating: 3, count: 16))).keySlot == id)
  }

  @Test("Foreign files among the keys hide none of them")
  func foreignKeys() throws {
    for number in 0..<200 {
      _ = try storage.create("keys/00-\(number)", [1], via: "tmp/x")
    }
    #expect(try open(storage).id == created.repository.id)
  }

  @Test("[3.1-b] A repository of a newer format is told from a damaged one")
  func newerVersion() throws {
    for copy in 0...1 { try replace("config.\(copy)") { $0[8] = 2 } }
    let error = #expect(throws: RepositoryError.self) { try open(storage) }
    #expect(error?.code == .unsupportedFormat)
    #expect(error?.advice.contains("newer martlet") == true)
  }

  @Test("[3.7-a] Unknown features that a reader needs are refused")
  func readFeatures() throws {
    for copy in 0...1 { try replace("config.\(copy)") { $0[16] = 4 } }
    let error = #expect(throws: RepositoryError.self) { try open(storage) }
    #expect(error?.code == .unsupportedFormat)
  }

  @Test("[3.7-a] With unknown features that a writer needs, reading works and writing is refused")
  func writeFeatures() throws {
    let header = ConfigHeader(repositoryID: created.repository.id, writeFeatures: 4)
    let sealed = try Sealer(random: SeededRandom(seed: 5)).seal(
      created.repository.config.parameters.encoded(), key: created.repository.keyring.config,
      associatedData: AssociatedBytes.config(header: header))
    for copy in 0...1 { try replace("config.\(copy)") { $0 = header.encoded() + sealed } }
    let opened = try open(storage)
    #expect(!opened.config.header.permitsWriting)
    _ = try RepositoryReading.load(opened, indexFolder: IndexFolder(nil))
    let before = storage.files
    let error = #expect(throws: RepositoryError.self) {
      try WriteSession(opened, purpose: .backup, indexFolder: IndexFolder(nil))
    }
    #expect(error?.code == .unsupportedFormat)
    #expect(storage.files == before)
  }

  @Test("[3.7-a] Features cannot be changed by whoever has no key")
  func forgedFeatures() throws {
    for copy in 0...1 { try replace("config.\(copy)") { $0[20] = 4 } }
    let error = #expect(throws: RepositoryError.self) { try open(storage) }
    #expect(error?.code == .damaged)
  }

  @Test("Nothing, or a folder of something else, is no repository")
  func nothing() throws {
    for files in [[:], ["letter.txt": [1]]] as [[String: [UInt8]]] {
      let error = #expect(throws: RepositoryError.self) { try open(MemoryStorage(files)) }
      #expect(error?.code == .notFound)
    }
  }

  private func replace(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
    var bytes = try #require(storage.files[name])
    change(&bytes)
    try storage.remove(name)
    _ = try storage.create(name, bytes, via: "tmp/x")
  }

  /// What can happen to a copy.
  enum Damage: CaseIterable {
    case missing, empty, shortened, header, end

    func inflict(on name: String, of storage: MemoryStorage) throws {
      var bytes = storage.files[name] ?? []
      try storage.remove(name)
      switch self {
      case .missing: return
      case .empty: bytes = []
      case .shortened: bytes.removeLast()
      case .header: bytes[3] ^= 1
      case .end: bytes[bytes.count - 1] ^= 1
      }
      _ = try storage.create(name, bytes, via: "tmp/x")
    }
  }
}
