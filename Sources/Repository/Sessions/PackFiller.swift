import Format
import Sealing

/// Puts frames of one kind into packs, so that full packs have little padding.
///
/// Of a frame that does not fit any more a part fills the room. Where it is one chunk, it waits for
/// the next pack while later, smaller ones fill the room; only a few may wait, since they are held
/// in memory.
final class PackFiller {
  private static let maxWaitingFrames = 4
  private static let maxWaitingBytes = 4 << 20
  private static let smallestUsefulRoom = 32 << 10

  private let builder: PackBuilder
  private let splitter: FrameSplitter
  private var waiting: [SealedFrame] = []

  init(_ builder: PackBuilder, _ splitter: FrameSplitter) {
    self.builder = builder
    self.splitter = splitter
  }

  /// Adds a frame; `emit` receives the packs that this completes.
  func append(
    _ frame: SealedFrame, emit: (ClosedPack) throws -> Void
  ) throws {
    if try builder.isEmpty || builder.fits(frame) {
      try builder.append(frame)
    } else {
      waiting.append(try fill(with: frame))
    }
    if !waiting.isEmpty, mustClose { try closeFull(emit) }
  }

  /// Empties it: everything appended has been emitted afterwards.
  func finish(emit: (ClosedPack) throws -> Void) throws {
    while !waiting.isEmpty { try closeFull(emit) }
    if !builder.isEmpty { try emit(try builder.close(.last)) }
  }

  /// What is left of the frame.
  private func fill(with frame: SealedFrame) throws -> SealedFrame {
    guard builder.room >= Self.smallestUsefulRoom,
      let parts = try splitter.split(frame, room: builder.room), try builder.fits(parts.first)
    else { return frame }
    try builder.append(parts.first)
    return parts.rest
  }

  private var mustClose: Bool {
    waiting.count >= Self.maxWaitingFrames || builder.room < Self.smallestUsefulRoom
      || waiting.reduce(0) { $0 + $1.bytes.count } > Self.maxWaitingBytes
  }

  private func closeFull(_ emit: (ClosedPack) throws -> Void) throws {
    try emit(try builder.close(.full))
    let frames = waiting
    waiting = []
    for frame in frames { try append(frame, emit: emit) }
  }
}
