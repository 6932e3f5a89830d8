import Format
import Storage
import TestSupport

@testable import Repository
@testable import Sealing

extension FuzzedDecoder {
  /// What whoever has the key can put into a seal.
  static var sealed: [FuzzedDecoder] {
    [
      sealedFile("sealed-index-run", .indexRun(SealedFuzz.session, 0)) {
        IndexRun.random(using: &$0).encoded()
      },
      sealedFile("sealed-snapshot", .snapshot(SealedFuzz.session)) {
        Snapshot.random(using: &$0).encoded()
      },
      sealedFile("sealed-verdict", .verdict(1)) { PruneVerdict.random(using: &$0).encoded() },
      packDirectory,
    ]
  }

  /// The input is sealed as that file and opened again: box, decompression, payload.
  private static func sealedFile(
    _ name: String, _ path: RepositoryPath,
    _ make: @escaping @Sendable (inout SeededGenerator) -> [UInt8]
  ) -> FuzzedDecoder {
    FuzzedDecoder(
      name, maxAllocationMebibytes: 160,
      seeds: {
        random(30) { random in
          let payload = make(&random)
          return box(payload, isCompressed: random.chance(60))
        }
      },
      run: { bytes in
        guard let fuzz = SealedFuzz.shared, let sealed = fuzz.file(bytes, as: path),
          let payload = try? fuzz.repository.files.opened(sealed, as: path)
        else { return }
        _ = try? decode(payload, path)
      })
  }

  private static func decode(_ payload: [UInt8], _ path: RepositoryPath) throws(FormatError) {
    switch path.fileKind {
    case .indexRun: _ = try IndexRun(decoding: payload)
    case .snapshot: _ = try Snapshot(decoding: payload)
    default: _ = try PruneVerdict(decoding: payload)
    }
  }

  private static let packDirectory = FuzzedDecoder(
    "sealed-directory", maxAllocationMebibytes: 160,
    seeds: {
      random(30) { random in
        let payload = PackDirectory.random(using: &random).encoded()
        return box(payload, isCompressed: random.chance(60))
      }
    },
    run: { bytes in
      guard let fuzz = SealedFuzz.shared, let sealed = fuzz.directory(bytes) else { return }
      let directory = try? PackReader(fuzz.repository).opened(sealed, offset: 100_000_000)
      guard let directory else { return }
      var cursor = DirectoryCursor(directory)
      while let chunk = cursor.next() {
        precondition(chunk.position + chunk.entry.lengthInFrame <= chunk.frame.rawLength)
        precondition(chunk.frameOffset + chunk.frame.storedLength <= 100_000_000)
      }
    })

  private static func box(_ payload: [UInt8], isCompressed: Bool) -> [UInt8] {
    let small = isCompressed ? compressed(payload, base: []) : nil
    let contents =
      small.map { BoxContents(codec: .zstd, rawLength: payload.count, payload: $0[...]) }
      ?? BoxContents(raw: payload)
    return contents.encoded(padding: .multiple(of: 1))
  }
}

/// A repository without files, whose keys seal what is fuzzed.
final class SealedFuzz {
  static let session = SessionID([UInt8](repeating: 5, count: SessionID.byteCount))
    ?? { fatalError("16 bytes") }()
  nonisolated(unsafe) static let shared = try? SealedFuzz()

  let repository: Repository
  private let sealer: Sealer

  private init() throws {
    let id = RepositoryID(.zero)
    let master = try SecretBytes(copying: [UInt8](repeating: 1, count: Keyring.masterKeyBytes))
    let keyring = try Keyring(masterKey: master, repositoryID: id)
    let random = SystemRandom()
    repository = Repository(
      storage: MemoryStorage(), keyring: keyring,
      config: RepositoryConfig(
        header: ConfigHeader(repositoryID: id, writeFeatures: 0),
        parameters: RepositoryParameters(created: 0)),
      surroundings: Surroundings(
        clock: StillClock(), random: random,
        process: ProcessIdentity(
          host: "", user: "", bootID: [], pidNamespace: 0, processID: 0, startTime: 0),
        program: ""),
      keySlot: nil)
    sealer = try Sealer(random: random)
  }

  func file(_ plaintext: [UInt8], as path: RepositoryPath) -> [UInt8]? {
    guard let kind = path.fileKind else { return nil }
    let header = FileHeader(kind: kind)
    let associated = AssociatedBytes.file(
      header: header, repository: repository.id, path: path.name)
    let key = repository.keyring.key(for: kind)
    let box = try? sealer.seal(plaintext, key: key, associatedData: associated)
    return box.map { header.encoded() + $0 }
  }

  func directory(_ plaintext: [UInt8]) -> [UInt8]? {
    try? sealer.seal(
      plaintext, key: repository.keyring.index,
      associatedData: AssociatedBytes.directory(repository: repository.id))
  }
}

private struct StillClock: Clock {
  var now: Timestamp { Timestamp(seconds: 0, nanoseconds: 0) }
  var sinceBoot: UInt64 { 0 }
}
