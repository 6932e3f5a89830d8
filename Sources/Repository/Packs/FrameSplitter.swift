import Format
import Sealing

/// Cuts a frame that does not fit into what is left of a pack in two, of which the first does.
///
/// Without it half a frame of a full pack is padding: 200 KiB, or 0.7 %. To compress a frame twice
/// takes 10 ms, for each 32 MiB. One per thread.
final class FrameSplitter {
  /// Of the frame's average: parts of it compress worse.
  private static let expectedShare = 1.03

  private let keyring: Keyring
  private let random: any RandomSource
  /// Made when it is first needed: most runs fill no pack.
  private var sealer: FrameSealer?

  init(keyring: Keyring, random: any RandomSource) {
    self.keyring = keyring
    self.random = random
  }

  /// Two frames with the chunks of `frame`, the first of no more than about `room` bytes in a pack
  /// and its directory; `nil` if no chunk of several fits.
  func split(
    _ frame: SealedFrame, room: Int
  ) throws(RepositoryError) -> (first: SealedFrame, rest: SealedFrame)? {
    let count = chunkCount(of: frame, room)
    guard (1..<frame.chunks.count).contains(count) else { return nil }
    let sealer = try madeOnce()
    let raw = try sealer.opened(frame)
    let first = frame.chunks.prefix(count)
    let length = first.reduce(0) { $0 + $1.lengthInFrame }
    let (kind, codec) = (frame.entry.kind, frame.entry.codec)
    return try raw.withRawBytes { (raw) throws(RepositoryError) in
      (
        try sealer.seal(
          UnsafeRawBufferPointer(rebasing: raw[..<length]), Array(first), kind, codec),
        try sealer.seal(
          UnsafeRawBufferPointer(rebasing: raw[length...]), Array(frame.chunks[count...]), kind,
          codec)
      )
    }
  }

  private func madeOnce() throws(RepositoryError) -> FrameSealer {
    if let sealer { return sealer }
    do throws(SealingError) {
      let made = try FrameSealer(keyring: keyring, random: random, level: .standard)
      sealer = made
      return made
    } catch {
      throw .unmade(error)
    }
  }

  /// How many of its chunks should fit.
  private func chunkCount(of frame: SealedFrame, _ room: Int) -> Int {
    let share =
      Self.expectedShare * Double(frame.entry.storedLength)
      / Double(max(1, frame.entry.rawLength))
    var taken = Double(Sealer.overheadBytes + frame.entry.encodedBytes)
    return frame.chunks.prefix { chunk in
      taken += Double(chunk.lengthInFrame) * share + Double(chunk.encodedBytes)
      return taken <= Double(room)
    }.count
  }
}
