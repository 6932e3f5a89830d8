import Format
import Storage
import TestSupport
import Testing

@testable import Repository

@Suite struct PackReaderTests {
  private let test: TestRepository
  private let pack: IndexedPack
  private let bytes: [UInt8]

  init() throws {
    let test = try TestRepository(seed: 1)
    self.test = test
    let chunks = try (0..<3).map { _ in try test.full(test.random.bytes(500)) }
    pack = try test.store([try test.frame(chunks)])
    bytes = try #require(test.storage.files[RepositoryPath.pack(pack.id).name])
  }

  @Test("[6.1-a] A directory is read from the end of its pack, and nothing else is read")
  func reading() throws {
    #expect(try directory(of: bytes) == pack.directory)
    // The frames may be anything, so long as they have their lengths.
    #expect(
      try directory(of: [UInt8](repeating: 0, count: 16 + 1540) + bytes[1556...]) == pack.directory)
  }

  @Test("[6.1-b] Any flipped bit of directory and trailer is refused")
  func flips() throws {
    for offset in bytes.count - 4136 - 16..<bytes.count {
      var changed = bytes
      changed[offset] ^= 1 << UInt8(offset % 8)
      #expect(throws: RepositoryError.self, "byte \(offset)") { try directory(of: changed) }
    }
  }

  @Test("A pack cut short or lengthened is refused, as is a length that none has")
  func lengths() throws {
    for count in (0..<64).map({ $0 * $0 }) where count < bytes.count {
      #expect(throws: RepositoryError.self, "\(count)") {
        try directory(of: Array(bytes[..<count]))
      }
    }
    #expect(throws: RepositoryError.self) { try directory(of: bytes + [0]) }
    for length in [0, 1, 31, 32, -1, Limits.maxPackBytes + 1, Int.max, bytes.count + 1] {
      #expect(throws: RepositoryError.self, "\(length)") {
        try PackReader(test.repository).directory(pack.id, length: length)
      }
    }
    #expect(throws: RepositoryError.self) {
      try PackReader(test.repository).directory(test.random.packID(), length: 5000)
    }
  }

  @Test("[3.5-b] A directory of another repository is refused, and a frame is none")
  func others() throws {
    let other = try TestRepository(seed: 2)
    _ = try other.storage.create(RepositoryPath.pack(pack.id).name, bytes, via: "tmp/x")
    #expect(throws: RepositoryError.self) {
      try PackReader(other.repository).directory(pack.id, length: bytes.count)
    }
  }

  @Test("[6.2-c] A directory whose frames do not fit into its pack is refused")
  func tooLong() throws {
    let entry = FrameEntry(
      kind: .data, codec: .raw, storedLength: 90_040, rawLength: 90_000, chunkCount: 1)
    let chunk = ChunkEntry(id: test.random.chunkID(), kind: .data, rawLength: 90_000)
    let builder = try test.builder()
    try builder.append(SealedFrame(entry: entry, chunks: [chunk], bytes: test.random.bytes(100)))
    let closed = try builder.close(.last)
    #expect(throws: RepositoryError.self) { try directory(of: closed.bytes) }
  }

  private func directory(of bytes: [UInt8]) throws -> PackDirectory {
    try test.replace(.pack(pack.id)) { $0 = bytes }
    return try PackReader(test.repository).directory(pack.id, length: bytes.count)
  }
}
