import Format
import Pipelines
import Sealing

/// One pack being filled: frames in a buffer of the pack's size, then padding and the sealed
/// directory (FORMAT.md 6).
final class PackBuilder {
  private let keyring: Keyring
  private let random: any RandomSource
  private let sealer: Sealer
  /// The length of a full pack.
  private let packBytes: Int
  private let pool: BufferPool
  /// `nil` before the first frame.
  private var buffer: Buffer?
  /// Of what is in the buffer, while the caches still know it.
  private let hash: SHA256
  private var directory = PackDirectory()
  /// Of the directory's encoding, before it is compressed.
  private var directoryBytes = PackDirectory.maxCountsBytes

  init(
    keyring: Keyring, random: any RandomSource, packBytes: Int, pool: BufferPool
  ) throws(SealingError) {
    self.keyring = keyring
    self.random = random
    self.packBytes = packBytes
    self.pool = pool
    sealer = try Sealer(random: random)
    hash = try SHA256()
  }

  var isEmpty: Bool { directory.frames.isEmpty }

  /// Bytes that frames may still take.
  var room: Int { packBytes - usedBytes - Self.tailBytes(payload: directoryBytes) }

  /// Whether the frame fits before the directory, which grows with it.
  ///
  /// Near the end of a pack that takes compressing the directory: a row of it is two bytes shorter
  /// then, which makes 80 KiB in a pack of tiny files.
  func fits(_ frame: SealedFrame) throws(SealingError) -> Bool {
    let grown = directoryBytes + frame.directoryBytes
    guard grown <= Limits.maxDirectoryRawBytes else { return false }
    let free = packBytes - usedBytes - frame.bytes.count
    if Self.tailBytes(payload: grown) <= free { return true }
    let ids = (directory.chunks.count + frame.chunks.count) * Bytes32.byteCount
    guard Self.tailBytes(payload: ids) <= free else { return false }
    var directory = directory
    directory.add(frame)
    return try Self.tailBytes(payload: Self.contents(directory.encoded()).payload.count) <= free
  }

  /// Waits for a buffer when all are being stored.
  func append(_ frame: SealedFrame) throws(SealingError) {
    let buffer = try taken()
    try put(frame.bytes, into: buffer)
    directory.add(frame)
    directoryBytes += frame.directoryBytes
  }

  /// The finished pack, and an empty builder again. There is a frame at least.
  ///
  /// `full` pads to the length of a full pack, otherwise by PADMÉ [6.1-c]; so does a pack of one
  /// frame that is larger than a full pack.
  func close(_ padding: PackPadding) throws(SealingError) -> ClosedPack {
    let buffer = try taken()
    let encoded = directory.encoded()
    let sealedDirectory = try sealed(encoded)
    let length = buffer.count + sealedDirectory.count + PackTrailer.byteCount
    let padded = padding == .full && length <= packBytes ? packBytes : Padme.padded(length)
    if padded > length { try hash.update(buffer.appendRandom(padded - length, random)) }
    try put(sealedDirectory, into: buffer)
    try put(PackTrailer(directoryBytes: sealedDirectory.count).encoded(), into: buffer)
    defer { reset() }
    return ClosedPack(
      id: PackID(try hash.finish()), buffer: buffer, pool: pool, directory: encoded,
      chunkCount: directory.chunks.count,
      bases: directory.chunks.compactMap { $0.delta?.base })
  }

  private var usedBytes: Int { buffer?.count ?? FileHeader.byteCount }

  private func taken() throws(SealingError) -> Buffer {
    if let buffer { return buffer }
    let buffer = pool.take()
    self.buffer = buffer
    try put(FileHeader(kind: .pack).encoded(), into: buffer)
    return buffer
  }

  private func put(_ bytes: [UInt8], into buffer: Buffer) throws(SealingError) {
    try bytes.withRawBytes { (bytes) throws(SealingError) in
      buffer.append(bytes)
      try hash.update(bytes)
    }
  }

  private func reset() {
    buffer = nil
    directory = PackDirectory()
    directoryBytes = PackDirectory.maxCountsBytes
  }

  private func sealed(_ encoded: [UInt8]) throws(SealingError) -> [UInt8] {
    try sealer.seal(
      try Self.contents(encoded).encoded(padding: .directory), key: keyring.index,
      associatedData: AssociatedBytes.directory(repository: keyring.repositoryID))
  }

  private static func contents(_ encoded: [UInt8]) throws(SealingError) -> BoxContents {
    let small = try Compressor(level: .standard).compressed(encoded)
    return BoxContents(
      codec: small == nil ? .raw : .zstd, rawLength: encoded.count,
      payload: (small ?? encoded)[...])
  }

  /// Of directory and trailer.
  private static func tailBytes(payload: Int) -> Int {
    BoxPadding.directory.padded(BoxContents.headerBytes + payload) + Sealer.overheadBytes
      + PackTrailer.byteCount
  }
}

extension PackDirectory {
  fileprivate mutating func add(_ frame: SealedFrame) {
    frames.append(frame.entry)
    chunks.append(contentsOf: frame.chunks)
  }
}

extension Buffer {
  /// Adds bytes behind the filled ones; there is room for them.
  fileprivate func append(_ bytes: UnsafeRawBufferPointer) {
    let place = UnsafeMutableRawBufferPointer(rebasing: mutableBytes[count..<count + bytes.count])
    place.copyMemory(from: bytes)
    count += bytes.count
  }

  /// Returns what was added.
  fileprivate func appendRandom(
    _ count: Int, _ random: any RandomSource
  ) throws(SealingError) -> UnsafeRawBufferPointer {
    let place = UnsafeMutableRawBufferPointer(
      rebasing: mutableBytes[self.count..<self.count + count])
    try random.fill(place)
    self.count += count
    return UnsafeRawBufferPointer(place)
  }
}
