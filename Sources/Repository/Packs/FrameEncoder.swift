package import Format
package import Sealing

/// Turns chunks into sealed frames: groups small ones that compress alike. One per worker thread.
package final class FrameEncoder {
  /// Which draft a chunk goes into: kinds that would spoil each other's compression stay apart.
  private enum Group: Int, CaseIterable {
    case compressible, incompressible, deltas
  }

  private let sealer: FrameSealer
  private let frameKind: FrameKind
  private var drafts = [FrameDraft](repeating: FrameDraft(), count: Group.allCases.count)

  package init(
    keyring: Keyring, random: any RandomSource, level: CompressionLevel, kind: FrameKind
  ) throws(SealingError) {
    frameKind = kind
    sealer = try FrameSealer(keyring: keyring, random: random, level: level)
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
      return try seal(form, [entry], group)
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
      return try sealer.isIncompressible(form) ? .incompressible : .compressible
    } catch {
      throw .unmade(error)
    }
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
      try seal(bytes, chunks, group)
    }
  }

  private func seal(
    _ raw: UnsafeRawBufferPointer, _ chunks: [ChunkEntry], _ group: Group
  ) throws(RepositoryError) -> SealedFrame {
    try sealer.seal(raw, chunks, frameKind, group == .compressible ? .zstd : .raw)
  }
}
