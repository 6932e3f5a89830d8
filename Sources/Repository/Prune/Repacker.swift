import Format
import Pipelines
import Sealing
import Storage

/// Writes what is needed of packs that will go into new ones (FORMAT.md 10.4, P1): an ordinary
/// session that reads from condemned packs and names none of them.
///
/// A frame of which everything is needed moves as it is, sealed; of the others the chunks that are
/// needed go into new frames, deltas as deltas: their bases are needed like they are, so they are
/// in packs that stay or move as well. Deltas that are not worth their bases are written in full.
struct Repacker {
  private let repository: Repository
  private let index: ChunkIndex
  private let live: LiveChunks
  private let cancellation: Cancellation
  private let counters: PruneCounters

  /// `index` is the one in which `live` has its numbers.
  init(
    _ repository: Repository, _ index: ChunkIndex, _ live: LiveChunks,
    _ cancellation: Cancellation, _ counters: PruneCounters
  ) {
    self.repository = repository
    self.index = index
    self.live = live
    self.cancellation = cancellation
    self.counters = counters
  }

  /// Appends everything to the session. What is damaged is left where it is, and so its pack: it is
  /// returned.
  func move(_ packs: Set<PackID>, into session: WriteSession) throws -> [RepositoryError] {
    let reader = try ChunkReader(repository, index: index, cache: FrameCache())
    var writers = try Dictionary(
      uniqueKeysWithValues: FrameKind.allCases.map { ($0, try encoder($0)) })
    var damage: [RepositoryError] = []
    for frame in index.framesToMove(in: packs, live) {
      try cancellation.check()
      guard let first = frame.copies.first?.location, let encoder = writers[first.frame.kind]
      else { continue }
      try move(frame, first, reader, encoder, session, &damage)
      counters.addMoved(bytes: first.frame.storedLength)
      try session.tick()
    }
    try refill(reader, writers, session, &damage)
    for kind in FrameKind.allCases {
      for frame in try writers[kind]?.flush() ?? [] { try session.append(frame) }
    }
    writers = [:]
    return damage
  }

  private func encoder(_ kind: FrameKind) throws(RepositoryError) -> FrameEncoder {
    do throws(SealingError) {
      return try FrameEncoder(
        keyring: repository.keyring, random: repository.surroundings.random, level: .standard,
        kind: kind)
    } catch {
      throw RepositoryError(error, in: repository.storage.location)
    }
  }

  private func move(
    _ frame: FrameToMove, _ first: ChunkLocation, _ reader: ChunkReader, _ encoder: FrameEncoder,
    _ session: WriteSession, _ damage: inout [RepositoryError]
  ) throws {
    guard !frame.isWhole else {
      guard
        let bytes = try readable(
          &damage,
          { () throws(RepositoryError) in
            try reader.sealedFrame(of: first)
          })
      else { return }
      let entries = frame.entries
      let entry = FrameEntry(
        kind: first.frame.kind, codec: first.frame.codec,
        storedLength: first.frame.storedLength, rawLength: first.frame.rawLength,
        chunkCount: entries.count)
      return try session.append(SealedFrame(entry: entry, chunks: entries, bytes: bytes))
    }
    for (copy, entry) in zip(frame.copies, frame.entries) where copy.isLive {
      // Somebody may have stored it again in the meantime.
      if session.view.index.contains(entry.id) { continue }
      guard
        let form = try readable(
          &damage,
          { () throws(RepositoryError) in
            try reader.form(of: copy.location)
          })
      else { continue }
      let sealed = try form.withRawBytes { (bytes) throws(RepositoryError) in
        try encoder.add(entry, bytes)
      }
      if let sealed { try session.append(sealed) }
    }
  }

  /// Writes chunks in full that were deltas.
  private func refill(
    _ reader: ChunkReader, _ encoders: [FrameKind: FrameEncoder], _ session: WriteSession,
    _ damage: inout [RepositoryError]
  ) throws {
    var numbers: [Int] = []
    live.forEachRefilled { numbers.append($0) }
    for copy in index.packedCopies(numbers) {
      try cancellation.check()
      guard let location = index.location(copy),
        session.view.index.copies(of: location.id).first.map({ $0.delta != nil }) ?? true,
        let encoder = encoders[location.frame.kind],
        let plaintext = try readable(
          &damage, { () throws(RepositoryError) in try reader.read(location) })
      else { continue }
      let entry = ChunkEntry(
        id: location.id, kind: location.kind, rawLength: location.rawLength, delta: nil)
      let sealed = try plaintext.withRawBytes { (bytes) throws(RepositoryError) in
        try encoder.add(entry, bytes)
      }
      if let sealed { try session.append(sealed) }
      try session.tick()
    }
  }

  /// What `read` gives; `nil`, and one more damage, for what cannot be read. What cannot be written
  /// ends the run.
  private func readable(
    _ damage: inout [RepositoryError], _ read: () throws(RepositoryError) -> [UInt8]
  ) throws(RepositoryError) -> [UInt8]? {
    do throws(RepositoryError) {
      return try read()
    } catch {
      guard error.isFinding else { throw error }
      damage.append(error)
      return nil
    }
  }
}
