import Format
import Pipelines
import Storage
import TestSupport
import Testing

@testable import Repository

/// One bit is flipped in every byte of a repository: it is noticed or made good, never believed.
struct BitFlipTests {
  /// A byte of a file, and which of its bits.
  struct Flip: Sendable {
    let name: String
    let byte: Int
    let bit: Int

    func applied(to files: [String: [UInt8]]) -> [String: [UInt8]] {
      var files = files
      files[name]?[byte] ^= 1 << UInt8(bit)
      return files
    }
  }

  private let reference: DamageReference

  init() throws {
    reference = try DamageReference.shared.get()
  }

  @Test("The reference is sound as it is, and has everything in it")
  func whole() throws {
    #expect(Damage(reference: reference).verdict(reference.files) == .unnoticed)
    let reading = try Client(repository: reference.base.on(MemoryStorage(reference.files))).read()
    let locations = reading.index.allTables.flatMap { table in
      (0..<table.entryCount).compactMap { reading.index.location(of: ChunkID(table.id($0))) }
    }
    for kind in [ChunkKind.data, .treePiece, .treeList, .chunkList] {
      #expect(locations.contains { $0.kind == kind }, "\(kind)")
    }
    for kind in [ChunkKind.data, .treePiece] {
      #expect(locations.contains { $0.kind == kind && $0.delta?.depth == 2 }, "\(kind) by deltas")
    }
    #expect(reading.index.allTables.flatMap(\.runs).count == 4)
    #expect(reading.catalog.snapshots.last?.remarks.tags == ["kept"])
  }

  @Test("[3.4-b] [3.6-a] [10.3-f] A bit flipped in any byte is noticed or made good")
  func everyByte() throws {
    let flips = reference.files.sorted { $0.key < $1.key }.flatMap(flips)
    let verdicts = try Self.verdicts(flips) { [reference] flip in
      Damage(reference: reference).verdict(flip.applied(to: reference.files))
    }
    try report("bit flips", verdicts)
  }

  /// Under torture a bit of every byte and every bit of small files; key slots have a test of their
  /// own.
  ///
  /// Otherwise all bytes of one file of each kind, and of the others and of what means nothing
  /// some: a byte of a sealed box is like any other of it, and those of a pack's directory cost a
  /// whole check each.
  private func flips(_ name: String, _ bytes: [UInt8]) -> [Flip] {
    guard !name.hasPrefix("keys/") else { return [] }
    let isPack = bytes.count > 4_000
    let directory = isPack ? bytes.count - 4_136 - PackTrailer.byteCount : bytes.count
    let isWhole = wholeFiles.contains(name)
    return bytes.indices.flatMap { byte -> [Flip] in
      if isTorture, !isPack { return (0..<8).map { Flip(name: name, byte: byte, bit: $0) } }
      let isPlain = byte < FileHeader.byteCount || byte >= bytes.count - PackTrailer.byteCount
      let step = isTorture || isPlain ? 1 : byte >= directory ? 64 : isWhole ? 1 : 16
      return byte % step == 0 ? [Flip(name: name, byte: byte, bit: byte / step % 8)] : []
    }
  }

  /// The longest file of each kind, and the two longest packs.
  private var wholeFiles: Set<String> {
    let files = reference.files.sorted { $0.value.count > $1.value.count }.map(\.key)
    let kinds = ["config.", "index/", "log/", "snapshots/"].compactMap { kind in
      files.first { $0.hasPrefix(kind) }
    }
    return Set(kinds + files.filter { RepositoryPath(name: $0)?.fileKind == .pack }.prefix(2))
  }

  /// The verdict on each, by two threads.
  static func verdicts<Alteration: Sendable>(
    _ alterations: [Alteration],
    _ judge: @escaping @Sendable (Alteration) throws -> Damage.Verdict
  ) throws -> [(Alteration, Damage.Verdict)] {
    var next = alterations.makeIterator()
    var verdicts: [(Alteration, Damage.Verdict)] = []
    try orderedMap(
      workers: 2, limit: 64, cancellation: Cancellation(), next: { next.next() },
      makeState: {},
      transform: { _, alteration in (alteration, try judge(alteration)) },
      consume: { verdicts.append($0) })
    return verdicts
  }

  private func report(_ what: String, _ verdicts: [(Flip, Damage.Verdict)]) throws {
    var counts: [Damage.Verdict: Int] = [:]
    for (flip, verdict) in verdicts {
      counts[verdict, default: 0] += 1
      if case .wrong(let what) = verdict {
        Issue.record("\(flip.name), byte \(flip.byte), bit \(flip.bit): \(what)")
      }
      guard verdict == .unnoticed else { continue }
      let isHarmless = ["README", "tmp/", "packs/foreign", "sessions/"].contains {
        flip.name.hasPrefix($0)
      }
      #expect(isHarmless, "\(flip.name), byte \(flip.byte), bit \(flip.bit) is not noticed")
    }
    print(
      "\(what): \(verdicts.count) tried, \(counts[.detected] ?? 0) detected,",
      "\(counts[.healed] ?? 0) healed, \(counts[.checked] ?? 0) found by a check only,",
      "\(counts[.unnoticed] ?? 0) in files that mean nothing, 0 wrong bytes")
    #expect(counts[.checked] == nil)
  }
}
