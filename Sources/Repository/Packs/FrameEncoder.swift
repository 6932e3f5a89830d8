package import Format
package import Sealing

/// Turns chunks into sealed frames: groups small ones, compresses, seals, and opens each frame
/// again to compare it with the plaintext before it is handed on. One per worker thread.
package final class FrameEncoder {
  /// Which draft a chunk goes into: kinds that would spoil each other's compression stay apart.
  private enum Group: Int, CaseIterable {
    case compressible, incompressible, deltas
  }

  private let keyring: Keyring
  private let sealer: Sealer
  private let compressor: Compressor
  private let decompressor: Decompressor
  private let frameKind: FrameKind
  private var drafts = [FrameDraft](repeating: FrameDraft(), count: Group.allCases.count)
  /// The compressed bytes, until they are sealed; then the sealed ones opened again.
  private var payload = Scratch()
  private var decompressed = Scratch()

  package init(
    keyring: Keyring, random: any RandomSource, level: CompressionLevel, kind: FrameKind
  ) throws(SealingError) {
    self.keyring = keyring
    frameKind = kind
    sealer = try Sealer(random: random)
    compressor = try Compressor(level: level)
    decompressor = try Decompressor()
  }
}

extension FrameEncoder {
  /// Adds a chunk in the form its entry names; returns a frame when that completes one.
  ///
  /// A form of more than 512 KiB becomes a frame alone, at once.
  package func add(
    _ entry: ChunkEntry, _ form: UnsafeRawBufferPointer
  ) throws(RepositoryError) -> SealedFrame? {
    let group = try group(for: entry, form)
    if form.count > FrameDraft.maxSharedBytes {
      return try seal(form, [entry], isCompressible: group == .compressible)
    }
    drafts[group.rawValue].append(entry, form)
    return drafts[group.rawValue].isFull ? try sealDraft(group) : nil
  }

  /// Frames of everything added so far, however small.
  package func flush() throws(RepositoryError) -> [SealedFrame] {
    var frames: [SealedFrame] = []
    for group in Group.allCases {
      if let frame = try sealDraft(group) { frames.append(frame) }
    }
    return frames
  }

  /// Ends a run of chunks: drafts worth a frame of their own are sealed, the rest is given back for
  /// somebody who collects it from many runs.
  package func flush(
    leaving minimum: Int
  ) throws(RepositoryError) -> (frames: [SealedFrame], rest: [PendingChunk]) {
    var frames: [SealedFrame] = []
    var rest: [PendingChunk] = []
    for group in Group.allCases {
      if drafts[group.rawValue].bytes.count >= minimum {
        if let frame = try sealDraft(group) { frames.append(frame) }
      } else {
        rest += drafts[group.rawValue].takeAll()
      }
    }
    return (frames, rest)
  }

  private func group(
    for entry: ChunkEntry, _ form: UnsafeRawBufferPointer
  ) throws(RepositoryError) -> Group {
    if entry.delta != nil { return .deltas }
    do throws(SealingError) {
      return try compressor.isIncompressible(form) ? .incompressible : .compressible
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: SealingError) -> RepositoryError {
    RepositoryError(
      .failed, "a frame could not be made: \(error)", at: "memory",
      advice: "run it again; if it happens again, test this machine's memory", cause: error)
  }

  private func sealDraft(_ group: Group) throws(RepositoryError) -> SealedFrame? {
    var draft = drafts[group.rawValue]
    drafts[group.rawValue] = FrameDraft()
    defer {
      draft.clear()
      drafts[group.rawValue] = draft
    }
    guard !draft.isEmpty else { return nil }
    let chunks = draft.chunks
    return try draft.bytes.withRawBytes { (bytes) throws(RepositoryError) in
      try seal(bytes, chunks, isCompressible: group == .compressible)
    }
  }
}

extension FrameEncoder {
  private func seal(
    _ raw: UnsafeRawBufferPointer, _ chunks: [ChunkEntry], isCompressible: Bool
  ) throws(RepositoryError) -> SealedFrame {
    defer {
      payload.shrink()
      decompressed.shrink()
    }
    do throws(SealingError) {
      let memory = payload.bytes(raw.count + Sealer.overheadBytes)
      // One byte shorter than the source: without a gain there is no point.
      let room = UnsafeMutableRawBufferPointer(rebasing: memory.prefix(raw.count).dropLast())
      if isCompressible, let count = try compressor.compress(raw, into: room) {
        return try seal(
          UnsafeRawBufferPointer(rebasing: room[..<count]), codec: .zstd, raw: raw, chunks)
      }
      return try seal(raw, codec: .raw, raw: raw, chunks)
    } catch {
      throw Self.failure(error)
    }
  }

  private func seal(
    _ plaintext: UnsafeRawBufferPointer, codec: Codec, raw: UnsafeRawBufferPointer,
    _ chunks: [ChunkEntry]
  ) throws(SealingError) -> SealedFrame {
    let associated = AssociatedBytes.frame(
      kind: frameKind, repository: keyring.repositoryID, rawLength: raw.count, codec: codec)
    let key = keyring.key(for: frameKind)
    let length = plaintext.count + Sealer.overheadBytes
    let bytes = try [UInt8](unsafeUninitializedCapacity: length) {
      (buffer, count) throws(SealingError) in
      count = try sealer.seal(
        plaintext, key: key, associatedData: associated,
        into: UnsafeMutableRawBufferPointer(buffer))
    }
    try verify(bytes, key, associated, codec: codec, raw: raw)
    return SealedFrame(
      entry: FrameEntry(
        kind: frameKind, codec: codec, storedLength: length, rawLength: raw.count,
        chunkCount: chunks.count),
      chunks: chunks, bytes: bytes)
  }

  /// Opens what was just sealed and compares it with the plaintext, which is still in the cache:
  /// bad memory or a compressor's bug must show up now and not when the file is needed.
  private func verify(
    _ sealed: [UInt8], _ key: AEADKey, _ associated: [UInt8], codec: Codec,
    raw: UnsafeRawBufferPointer
  ) throws(SealingError) {
    let box = payload.bytes(sealed.count)
    let count = try sealed.withRawBytes { (sealed) throws(SealingError) in
      try sealer.open(sealed, key: key, associatedData: associated, into: box)
    }
    var result = UnsafeRawBufferPointer(rebasing: box[..<count])
    if codec == .zstd {
      let destination = decompressed.bytes(raw.count)
      try decompressor.decompress(result, into: destination)
      result = UnsafeRawBufferPointer(destination)
    }
    guard result.isEqual(to: raw) else { throw .notDecodable }
  }
}

extension Keyring {
  /// The key that seals frames of this kind (FORMAT.md 3.3).
  func key(for kind: FrameKind) -> AEADKey {
    switch kind {
    case .data: data
    case .tree: tree
    }
  }
}
