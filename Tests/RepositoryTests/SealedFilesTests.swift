import Format
import Sealing
import TestSupport
import Testing

@testable import Repository

@Suite struct SealedFilesTests {
  private let test: TestRepository
  private let paths: [RepositoryPath]

  init() throws {
    test = try TestRepository(seed: 1)
    let session = test.random.session()
    paths = [
      .indexRun(session, 3), .snapshot(session), .record(session, 77), .intent(session, beat: 2),
      .outcome(session), .plan(1), .waits(1), .verdict(1), .done(1),
    ]
  }

  @Test("Every kind of sealed file reads back, empty or long")
  func roundTrip() throws {
    for path in paths {
      for count in [0, 1, 200, 257, 5000] {
        for payload in [test.random.bytes(count), [UInt8](repeating: 7, count: count)] {
          #expect(try test.files.opened(test.files.sealed(payload, as: path), as: path) == payload)
        }
      }
    }
  }

  @Test("[11-a] What every reader would refuse is not written")
  func tooLong() throws {
    for path in [paths[3], paths[4]] {
      let error = #expect(throws: RepositoryError.self) {
        try test.files.sealed(test.random.bytes((1 << 20) - 40), as: path)
      }
      #expect(error?.code == .failed)
      #expect(throws: Never.self) { try test.files.sealed(test.random.bytes(1_000_000), as: path) }
    }
  }

  @Test("[3.6-c] A file is 512 bytes long or PADMÉ of what is in it")
  func lengths() throws {
    for count in (0...600).filter({ $0 % 7 == 0 }) + [1000, 10_000, 100_000] {
      let sealed = try test.files.sealed(test.random.bytes(count), as: paths[4])
      #expect(sealed.count == max(512, Padme.padded(16 + 40 + 17 + count)), "\(count)")
    }
  }

  @Test("[3.6-a] A file moved to another name is refused, also to one of its own kind")
  func moved() throws {
    let other = test.random.session()
    let aside: [RepositoryPath] = [
      .indexRun(other, 3), .snapshot(other), .record(other, 77), .intent(other, beat: 2),
      .outcome(other), .plan(2), .waits(2), .verdict(2), .done(2),
    ]
    for (index, path) in paths.enumerated() {
      let sealed = try test.files.sealed([1, 2, 3], as: path)
      for target in paths + aside where target != path {
        #expect(throws: RepositoryError.self, "\(path) as \(target)") {
          try test.files.opened(sealed, as: target)
        }
      }
      #expect(aside[index].fileKind == path.fileKind)
    }
  }

  @Test("[3.6-a] A file of another repository is refused, also under the same ID")
  func otherRepository() throws {
    let other = try TestRepository(seed: 2)
    let sameID = SealedFiles(
      storage: test.storage,
      keyring: try Keyring(
        masterKey: SecretBytes(copying: [UInt8](repeating: 1, count: 32)),
        repositoryID: test.repository.id),
      random: SeededRandom(seed: 3))
    for path in paths {
      let sealed = try test.files.sealed([1, 2, 3], as: path)
      for files in [other.files, sameID] {
        let error = #expect(throws: RepositoryError.self) { try files.opened(sealed, as: path) }
        #expect(error?.code == .damaged)
      }
    }
  }

  @Test("A flipped bit anywhere, a missing byte and one too many are refused")
  func damage() throws {
    for path in [paths[0], paths[4]] {
      let sealed = try test.files.sealed(test.random.bytes(100), as: path)
      for offset in sealed.indices {
        var changed = sealed
        changed[offset] ^= 1 << UInt8(offset % 8)
        #expect(throws: RepositoryError.self, "byte \(offset)") {
          try test.files.opened(changed, as: path)
        }
        #expect(throws: RepositoryError.self, "\(offset) bytes") {
          try test.files.opened(Array(sealed[..<offset]), as: path)
        }
      }
      #expect(throws: RepositoryError.self) { try test.files.opened(sealed + [0], as: path) }
    }
  }

  @Test("[3.6-b] Any number of zeros may follow the payload, and nothing else")
  func padding() throws {
    for zeros in [0, 1, 5000] {
      let box = try box(
        codec: 0, raw: 3, payload: [7, 8, 9], rest: [UInt8](repeating: 0, count: zeros))
      #expect(try test.files.opened(box, as: paths[4]) == [7, 8, 9])
    }
    let box = try box(codec: 0, raw: 3, payload: [7, 8, 9], rest: [0, 0, 1, 0])
    #expect(throws: RepositoryError.self) { try test.files.opened(box, as: paths[4]) }
  }

  @Test("[1-e] [11-a] Lengths and codecs that lie are refused, long ones before allocating")
  func lies() throws {
    let small = try #require(
      try Compressor(level: .standard).compressed([UInt8](repeating: 5, count: 1000)))
    #expect(
      try test.files.opened(try box(codec: 1, raw: 1000, payload: small), as: paths[4]).count
        == 1000)
    for (codec, raw, payload) in [
      (1, 999, small), (1, 1001, small), (1, 1 << 62, small), (1, UInt64.max, small),
      (1, UInt64(Limits.maxSmallFileBytes) + 1, small), (0, 4, [1, 2, 3]), (2, 3, [1, 2, 3]),
    ] as [(UInt8, UInt64, [UInt8])] {
      let box = try box(codec: codec, raw: raw, payload: payload)
      #expect(throws: RepositoryError.self, "\(codec) \(raw)") {
        try test.files.opened(box, as: paths[4])
      }
    }
  }

  @Test("[3.1-b] A file of a newer version is told from a damaged one")
  func newer() throws {
    var sealed = try test.files.sealed([1], as: paths[4])
    sealed[8] = 2
    let error = #expect(throws: RepositoryError.self) {
      try test.files.opened(sealed, as: paths[4])
    }
    #expect(error?.code == .unsupportedFormat)
  }

  @Test("Sealing twice gives two files")
  func nonces() throws {
    #expect(
      try test.files.sealed([1], as: paths[0]) != test.files.sealed([1], as: paths[0]))
  }

  /// An outcome whose box says what a writer would not.
  private func box(
    codec: UInt8, raw: UInt64, payload: [UInt8], rest: [UInt8] = []
  ) throws -> [UInt8] {
    var plaintext = ByteWriter()
    plaintext.integer(codec)
    plaintext.integer(raw)
    plaintext.integer(UInt64(payload.count))
    plaintext.append(payload)
    plaintext.append(rest)
    let header = FileHeader(kind: .outcome)
    let associated = AssociatedBytes.file(
      header: header, repository: test.repository.id, path: paths[4].name)
    let sealer = try Sealer(random: SeededRandom(seed: 4))
    return header.encoded()
      + (try sealer.seal(
        plaintext.bytes, key: test.repository.keyring.log, associatedData: associated))
  }
}
