import TestSupport
import Testing

@testable import Format

/// That limits are inclusive: what is exactly as large as allowed reads back.
///
/// `Malformed` has one more.
@Suite struct LimitTests {
  private func readsBack<T: Structure>(_ value: T) throws -> Bool {
    try T(decoding: value.encoded()) == value
  }

  private func node(
    _ name: FileName, _ content: Node.Content, attributes: [ExtendedAttribute] = []
  ) -> Node {
    Node(
      name: name,
      owner: Owner(permissions: 0o7777, userID: .max, groupID: .max, user: "u", group: "g"),
      modified: Timestamp(seconds: .min, nanoseconds: 999_999_999), content: content,
      attributes: attributes)
  }

  @Test("[11-a] The largest chunk, frame, delta and chain of a directory")
  func directory() throws {
    let full = PackDirectory(
      frames: [
        FrameEntry(
          kind: .data, codec: .zstd, storedLength: 9_437_184, rawLength: 8_388_608, chunkCount: 1)
      ],
      chunks: [ChunkEntry(id: ChunkID(hash(1)), kind: .data, rawLength: 8_388_608)])
    #expect(try readsBack(full))
    let raw = 9_437_184 - 40
    let delta = PackDirectory(
      frames: [
        FrameEntry(
          kind: .tree, codec: .raw, storedLength: 9_437_184, rawLength: raw, chunkCount: 1)
      ],
      chunks: [
        ChunkEntry(
          id: ChunkID(hash(1)), kind: .treeList, rawLength: 1,
          delta: DeltaEntry(
            storedLength: raw, base: hash(2).prefix, depth: 8, chainBytes: 75_497_472))
      ])
    #expect(try readsBack(delta))
  }

  @Test("[11-a] [6.2-c] 65 536 chunks in a frame, and not one more")
  func chunksInFrame() throws {
    func directory(_ count: Int) -> PackDirectory {
      PackDirectory(
        frames: [
          FrameEntry(
            kind: .data, codec: .raw, storedLength: count + 40, rawLength: count,
            chunkCount: count)
        ],
        chunks: (0..<count).map { _ in
          ChunkEntry(id: ChunkID(hash(1)), kind: .data, rawLength: 1)
        })
    }
    #expect(try readsBack(directory(65_536)))
    #expect(PackDirectory.refusal(of: directory(65_537).encoded())?.field == "chunks in frame")
  }

  @Test("[6.2-b] Frames may reach the directory, and not one byte further")
  func framesBeforeDirectory() throws {
    let directory = PackDirectory(
      frames: [
        FrameEntry(kind: .data, codec: .raw, storedLength: 41, rawLength: 1, chunkCount: 1)
      ],
      chunks: [ChunkEntry(id: ChunkID(hash(1)), kind: .data, rawLength: 1)])
    let bytes = directory.encoded()
    #expect(try PackDirectory(decoding: bytes, directoryOffset: 16 + 41) == directory)
    #expect(throws: FormatError.self) {
      try PackDirectory(decoding: bytes, directoryOffset: 16 + 40)
    }
    let length = 16 + 41 + 4_136 + 16
    let pack = IndexedPack(id: PackID(hash(1)), length: length, directory: directory)
    #expect(try readsBack(IndexRun(packs: [pack])))
    let shorter = IndexedPack(id: PackID(hash(1)), length: length - 1, directory: directory)
    #expect(IndexRun.refusal(of: IndexRun(packs: [shorter]).encoded())?.field == "stored length")
  }

  @Test("[6.1-b] A directory may fill the pack between header and trailer")
  func trailer() throws {
    let bytes = PackTrailer(directoryBytes: 4_136).encoded()
    let trailer = try PackTrailer(decoding: bytes, packLength: 16 + 4_136 + 16)
    #expect(trailer.directoryOffset(packLength: 16 + 4_136 + 16) == 16)
    for length in [0, 15, 16 + 4_136 + 15] {
      #expect(throws: FormatError.self) { try PackTrailer(decoding: bytes, packLength: length) }
    }
  }

  @Test("[11-a] The largest nodes of a piece")
  func nodes() throws {
    let attributes = (0..<16).map { (index: Int) -> ExtendedAttribute in
      ExtendedAttribute(
        name: [UInt8](repeating: UInt8(97 + index), count: index == 0 ? 255 : 1),
        value: [UInt8](repeating: 1, count: index == 0 ? 65_536 - 255 - 15 : 65_536))
    }
    let ids = [ChunkID](repeating: ChunkID(hash(1)), count: 256)
    let largest: UInt64 = 9_223_372_036_854_775_807
    let nodes = [
      node(
        fileName(String(repeating: "a", count: 255)),
        .file(
          size: largest, ids: ids, idsNameLists: false, holes: [Hole(offset: 0, length: largest)]),
        attributes: attributes),
      node(fileName("b"), .symlink(target: [UInt8](repeating: 97, count: 4_095))),
      node(fileName("c"), .blockDevice(major: .max, minor: .max)),
    ]
    #expect(attributes.reduce(0) { $0 + $1.name.count + $1.value.count } == 1_048_576)
    #expect(try readsBack(TreePiece(nodes: nodes)))
  }

  @Test("[11-a] 65 536 nodes in a piece, pieces in a list, 16 384 chunks in a list")
  func counts() throws {
    let names = (0..<65_536).map { fileName("\($0 + 100_000)") }
    #expect(try readsBack(TreePiece(nodes: names.map { node($0, .fifo) })))
    let entries = names.map { TreeList.Entry(firstName: $0, id: ChunkID(hash(1))) }
    #expect(try readsBack(TreeList(entries: entries)))
    let ids = [ChunkID](repeating: ChunkID(hash(1)), count: 16_384)
    #expect(try readsBack(ChunkList(ids: ids)))
  }

  @Test("[11-a] [8.1-c] The largest fields of a snapshot")
  func snapshot() throws {
    var random = SeededGenerator(seed: 1)
    var snapshot = Snapshot.random(using: &random)
    snapshot.host = String(repeating: "h", count: 255)
    snapshot.utcOffsetMinutes = -1_440
    snapshot.sources = [[UInt8](repeating: UInt8(ascii: "/"), count: 1_048_576)]
    snapshot.sources += [[UInt8]](repeating: [UInt8(ascii: "/")], count: 4_095)
    let entry = UnreadablePath(
      path: [UInt8](repeating: 0, count: 4_096), reason: String(repeating: "r", count: 4_096))
    snapshot.unreadable = UnreadableEntries(
      total: .max, listed: [UnreadablePath](repeating: entry, count: 1_000))
    #expect(try readsBack(snapshot))
  }

  @Test("[11-a] [8.2-a] The largest records")
  func records() throws {
    func record(_ statement: SnapshotRecord.Statement) -> SnapshotRecord {
      SnapshotRecord(
        snapshot: SnapshotID(hash(1)), superseded: [], statement: statement,
        time: Timestamp(seconds: .max, nanoseconds: 0), host: "")
    }
    let suffix = String(repeating: "t", count: 251)
    #expect(try readsBack(record(.tags((0..<1_000).map { "\($0 + 1_000)" + suffix }))))
    #expect(try readsBack(record(.note(String(repeating: "n", count: 65_536)))))
  }

  @Test(
    "[11-a] More bytes than a file may have are refused unread",
    arguments: [
      (FileKind.indexRun, 67_108_864), (.snapshot, 16_777_216), (.record, 1_048_576),
      (.outcome, 1_048_576), (.plan, 67_108_864), (.waits, 67_108_864), (.verdict, 67_108_864),
    ])
  func files(kind: FileKind, limit: Int) throws {
    #expect(kind.maxBytes == limit)
    let bytes = [UInt8](repeating: 0, count: limit + 1)
    let refusal: FormatError? =
      switch kind {
      case .indexRun: IndexRun.refusal(of: bytes)
      case .snapshot: Snapshot.refusal(of: bytes)
      case .record: SnapshotRecord.refusal(of: bytes)
      case .outcome: Outcome.refusal(of: bytes)
      case .plan: PrunePlan.refusal(of: bytes)
      case .waits: PruneWaits.refusal(of: bytes)
      default: PruneVerdict.refusal(of: bytes)
      }
    #expect(refusal?.problem == "\(limit + 1) bytes, the limit is \(limit)")
  }

  @Test("[11-a] However long the paths that could not be read, a snapshot stays within its limit")
  func unreadable() {
    let path = [UInt8](repeating: 0x2F, count: Limits.maxPathBytes)
    let all = (0..<40).map { _ in UnreadablePath(path: path, reason: "permission denied") }
    let entries = UnreadableEntries(naming: all)
    #expect(entries.total == 40 && entries.listed.count == 3)
    let many = [UnreadablePath](repeating: UnreadablePath(path: [0x2F], reason: ""), count: 2_000)
    #expect(UnreadableEntries(naming: many).listed.count == 1_000)
  }
}
