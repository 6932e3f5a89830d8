package import Format

/// A frame, by its pack and the byte where it starts in it.
package struct FramePlace: Hashable, Sendable {
  package let pack: PackID
  package let offset: Int

  init(_ location: ChunkLocation) {
    pack = location.pack
    offset = location.frameOffset
  }
}

extension ChunkIndex {
  /// The frame with the full chunk that the deltas of this copy start from: to read the copy, it is
  /// decoded. For a full copy, its own frame.
  package func origin(of copy: ChunkLocation) -> FramePlace {
    var location = copy
    for _ in 0..<Limits.maxDeltaDepth {
      guard let delta = location.delta,
        let base = copies(ofBase: delta.base, kind: location.frame.kind).first
      else { break }
      location = base
    }
    return FramePlace(location)
  }
}
