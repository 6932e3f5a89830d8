import Format
import Sealing
import Storage

/// Reads frames and opens them; one per worker thread.
///
/// What a frame is sealed in, and compressed in, goes through two blocks of memory that are used
/// again for the next one: a new block for each would cost a page fault for every page of it.
final class FrameOpener {
  private let storage: any Storage
  private let keyring: Keyring
  private let sealer: Sealer
  private let decompressor: Decompressor
  private var sealed = Scratch()
  private var payload = Scratch()

  init(_ repository: Repository) throws(SealingError) {
    storage = repository.storage
    keyring = repository.keyring
    sealer = try Sealer(random: repository.surroundings.random)
    decompressor = try Decompressor()
  }

  /// The raw bytes of the frame that holds `copy`.
  func frame(of copy: ChunkLocation) throws(RepositoryError) -> [UInt8] {
    defer { shrink() }
    return try opened(try readSealed(copy), copy)
  }

  /// The same, of a frame that stands in the bytes of its whole pack.
  func frame(
    of copy: ChunkLocation, in pack: [UInt8]
  ) throws(RepositoryError) -> [UInt8] {
    defer { shrink() }
    let end = copy.frameOffset + copy.frame.storedLength
    guard end <= pack.count else {
      throw .damaged("a frame reaches beyond its pack", at: copy.place)
    }
    return try pack.withRawBytes { (bytes) throws(RepositoryError) in
      try opened(UnsafeRawBufferPointer(rebasing: bytes[copy.frameOffset..<end]), copy)
    }
  }

  /// The frame of a copy as it stands in its pack, sealed, once its seal has proved it whole.
  func sealedFrame(of copy: ChunkLocation) throws(RepositoryError) -> [UInt8] {
    defer { shrink() }
    let bytes = try readSealed(copy)
    do throws(SealingError) {
      _ = try unseal(bytes, copy.frame, into: payload.bytes(bytes.count))
    } catch {
      throw .unopened(copy, error)
    }
    return Array(bytes)
  }

  /// The plaintext of the delta in `place` of a frame, from that of its base.
  func applyDelta(
    _ frame: [UInt8], in place: Range<Int>, to base: [UInt8], _ copy: ChunkLocation
  ) throws(RepositoryError) -> [UInt8] {
    do throws(SealingError) {
      return try decompressor.applyDelta(
        frame, in: place, to: base, rawLength: copy.rawLength)
    } catch {
      throw .damaged("a delta does not decode: \(error)", at: copy.place, cause: error)
    }
  }
}

extension FrameOpener {
  private func shrink() {
    sealed.shrink()
    payload.shrink()
  }

  /// Good until the next frame is read.
  private func readSealed(_ copy: ChunkLocation) throws(RepositoryError) -> UnsafeRawBufferPointer {
    let bytes = sealed.bytes(copy.frame.storedLength)
    do throws(StorageError) {
      try storage.read(
        RepositoryPath.pack(copy.pack).name, at: UInt64(copy.frameOffset), into: bytes)
    } catch {
      throw RepositoryError(error)
    }
    return UnsafeRawBufferPointer(bytes)
  }

  private func opened(
    _ sealed: UnsafeRawBufferPointer, _ copy: ChunkLocation
  ) throws(RepositoryError) -> [UInt8] {
    do throws(SealingError) {
      return try opened(sealed, copy.frame)
    } catch {
      throw .unopened(copy, error)
    }
  }

  /// Reserves what the directory says of the raw length, which is bounded where it was read.
  private func opened(
    _ sealed: UnsafeRawBufferPointer, _ frame: FrameEntry
  ) throws(SealingError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: frame.rawLength) {
      (buffer, filled) throws(SealingError) in
      let raw = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<frame.rawLength])
      switch frame.codec {
      case .raw:
        guard sealed.count - Sealer.overheadBytes == frame.rawLength else { throw .notDecodable }
        _ = try unseal(sealed, frame, into: raw)
      case .zstd:
        let payload = payload.bytes(sealed.count)
        let count = try unseal(sealed, frame, into: payload)
        try decompressor.decompress(
          UnsafeRawBufferPointer(rebasing: payload[..<count]), into: raw)
      }
      filled = frame.rawLength
    }
  }

  /// Opened, and compressed still if its codec says so: so many bytes.
  private func unseal(
    _ sealed: UnsafeRawBufferPointer, _ frame: FrameEntry,
    into target: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int {
    let associated = AssociatedBytes.frame(
      kind: frame.kind, repository: keyring.repositoryID, rawLength: frame.rawLength,
      codec: frame.codec)
    return try sealer.open(
      sealed, key: keyring.key(for: frame.kind), associatedData: associated, into: target)
  }
}

extension RepositoryError {
  fileprivate static func unopened(_ copy: ChunkLocation, _ error: SealingError) -> Self {
    .damaged("a frame does not open: \(error)", at: copy.place, cause: error)
  }
}
