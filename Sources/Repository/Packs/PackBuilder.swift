import Format
import Sealing

/// One pack being filled: frames in a buffer of the pack's size, then padding and the sealed
/// directory (FORMAT.md 6).
final class PackBuilder {
  private let keyring: Keyring
  private let random: any RandomSource
  private let sealer: Sealer
  /// The length of a full pack.
  private let packBytes: Int
  private var buffer: [UInt8] = []
  private var directory = PackDirectory(frames: [], chunks: [])
  private var deltaCount = 0

  init(
    keyring: Keyring, random: any RandomSource, packBytes: Int
  ) throws(SealingError) {
    self.keyring = keyring
    self.random = random
    self.packBytes = packBytes
    sealer = try Sealer(random: random)
    start()
  }

  var isEmpty: Bool { directory.frames.isEmpty }

  /// Bytes that frames may still take.
  var room: Int { packBytes - buffer.count - tailBytes(directoryBytes: directoryBytes()) }

  /// Whether the frame fits before the directory, which grows with it.
  func fits(_ frame: SealedFrame) -> Bool {
    let grown = directoryBytes(with: frame)
    return grown <= Limits.maxDirectoryRawBytes
      && buffer.count + frame.bytes.count + tailBytes(directoryBytes: grown) <= packBytes
  }

  func append(_ frame: SealedFrame) {
    buffer.append(contentsOf: frame.bytes)
    directory.frames.append(frame.entry)
    directory.chunks.append(contentsOf: frame.chunks)
    deltaCount += frame.chunks.count { $0.delta != nil }
  }

  /// The finished pack, and an empty builder again.
  ///
  /// `full` pads to the length of a full pack, otherwise by PADMÉ [6.1-c]; so does a pack of one
  /// frame that is larger than a full pack.
  func close(_ padding: PackPadding) throws(SealingError) -> ClosedPack {
    let encoded = directory.encoded()
    let sealedDirectory = try sealed(encoded)
    let length = buffer.count + sealedDirectory.count + PackTrailer.byteCount
    let padded = padding == .full && length <= packBytes ? packBytes : Padme.padded(length)
    try appendRandom(padded - length)
    buffer.append(contentsOf: sealedDirectory)
    buffer.append(contentsOf: PackTrailer(directoryBytes: sealedDirectory.count).encoded())
    defer { start() }
    return ClosedPack(
      bytes: buffer, directory: encoded, chunkCount: directory.chunks.count,
      bases: directory.chunks.compactMap { $0.delta?.base })
  }

  private func start() {
    buffer = []
    buffer.reserveCapacity(FileHeader.byteCount)
    buffer.append(contentsOf: FileHeader(kind: .pack).encoded())
    directory = PackDirectory(frames: [], chunks: [])
    deltaCount = 0
  }

  private func sealed(_ encoded: [UInt8]) throws(SealingError) -> [UInt8] {
    let small = try Compressor(level: .standard).compressed(encoded)
    let contents = BoxContents(
      codec: small == nil ? .raw : .zstd, rawLength: encoded.count, payload: (small ?? encoded)[...]
    )
    return try sealer.seal(
      contents.encoded(padding: .directory), key: keyring.index,
      associatedData: AssociatedData.directory(repository: keyring.repositoryID))
  }

  private func appendRandom(_ count: Int) throws(SealingError) {
    guard count > 0 else { return }
    buffer.append(contentsOf: try random.bytes(count))
  }

  /// An upper bound of the directory's encoding: every varint at its longest.
  private func directoryBytes(with frame: SealedFrame? = nil) -> Int {
    let chunks = frame?.chunks ?? []
    let frameRows = (directory.frames.count + (frame == nil ? 0 : 1)) * 14
    let chunkRows = (directory.chunks.count + chunks.count) * 38
    let deltaRows = (deltaCount + chunks.count { $0.delta != nil }) * 26
    return 20 + frameRows + chunkRows + deltaRows
  }

  /// Of directory and trailer, if nothing compresses.
  private func tailBytes(directoryBytes: Int) -> Int {
    BoxPadding.directory.padded(BoxContents.headerBytes + directoryBytes) + Sealer.overheadBytes
      + PackTrailer.byteCount
  }
}
