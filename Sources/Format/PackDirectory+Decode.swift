extension PackDirectory {
  /// Reads a directory and every rule about lengths, kinds and codecs with it [6.2-c].
  package init(from input: inout ByteReader, directoryOffset: Int) throws(FormatError) {
    var decoder = PackDirectoryDecoder()
    try decoder.decode(from: &input, directoryOffset: directoryOffset)
    self.init(frames: decoder.frames, chunks: decoder.chunks)
  }
}

/// The columns of a directory while they are read.
private struct PackDirectoryDecoder {
  // What a frame and a full chunk take in the columns at least; nothing shorter can hold them.
  private static let minimalFrameBytes = 5
  private static let minimalChunkBytes = 35

  var frames: [FrameEntry] = []
  var chunks: [ChunkEntry] = []
  private var isDelta: [Bool] = []
  private var kinds: [ChunkKind] = []
  private var rawLengths: [Int] = []
  private var deltas: [DeltaEntry] = []
  /// Where the raw length of each frame stands, for the error that finds it wrong.
  private var rawLengthOffsets: [Int] = []

  mutating func decode(
    from input: inout ByteReader, directoryOffset: Int
  ) throws(FormatError) {
    let start = input.offset
    let frameCount = try input.count("frames", itemBytes: Self.minimalFrameBytes)
    let chunkCount = try input.count("chunks", itemBytes: Self.minimalChunkBytes)
    try readFrames(frameCount, chunkCount: chunkCount, directoryOffset, from: &input)
    try readForms(chunkCount, from: &input)
    try readKinds(chunkCount, from: &input)
    try readRawLengths(chunkCount, from: &input)
    try readDeltas(from: &input)
    try checkFrameLengths()
    try readIDs(chunkCount, from: &input)
    guard input.offset - start <= Limits.maxDirectoryRawBytes else {
      throw FormatError(
        field: "directory", offset: start,
        problem: "\(input.offset - start) bytes, the limit is \(Limits.maxDirectoryRawBytes)")
    }
  }

  private mutating func readFrames(
    _ count: Int, chunkCount: Int, _ directoryOffset: Int, from input: inout ByteReader
  ) throws(FormatError) {
    let kinds = try input.items(count) { input throws(FormatError) -> FrameKind in
      try input.choice("frame kind")
    }
    let codecs = try input.items(count) { input throws(FormatError) -> Codec in
      try input.choice("codec")
    }
    let stored = try readStoredLengths(count, directoryOffset: directoryOffset, from: &input)
    var raw: [Int] = []
    raw.reserveCapacity(count)
    rawLengthOffsets.reserveCapacity(count)
    for index in 0..<count {
      rawLengthOffsets.append(input.offset)
      raw.append(try readFrameRawLength(stored[index], codecs[index], from: &input))
    }
    frames.reserveCapacity(count)
    var chunksLeft = chunkCount
    for index in 0..<count {
      let start = input.offset
      let chunks = try input.count("chunks in frame", limit: Limits.maxChunksPerFrame)
      guard chunks >= 1, chunks <= chunksLeft else {
        throw FormatError(
          field: "chunks in frame", offset: start, problem: "\(chunks) of \(chunksLeft) left")
      }
      chunksLeft -= chunks
      frames.append(
        FrameEntry(
          kind: kinds[index], codec: codecs[index], storedLength: stored[index],
          rawLength: raw[index], chunkCount: chunks))
    }
    guard chunksLeft == 0 else {
      throw FormatError(
        field: "chunks in frame", offset: input.offset, problem: "\(chunksLeft) are in no frame")
    }
  }

  private func readStoredLengths(
    _ count: Int, directoryOffset: Int, from input: inout ByteReader
  ) throws(FormatError) -> [Int] {
    var room = directoryOffset - FileHeader.byteCount
    return try input.items(count) { input throws(FormatError) -> Int in
      let start = input.offset
      let length = try input.count("stored length", limit: Limits.maxFrameBytes)
      guard length > BoxContents.sealingBytes else {
        throw FormatError(
          field: "stored length", offset: start, problem: "\(length) hold no frame")
      }
      guard length <= room else {
        throw FormatError(
          field: "stored length", offset: start,
          problem: "\(length), \(room) are left before the directory")
      }
      room -= length
      return length
    }
  }

  private func readFrameRawLength(
    _ stored: Int, _ codec: Codec, from input: inout ByteReader
  ) throws(FormatError) -> Int {
    let start = input.offset
    let raw = try input.count("raw length", limit: Limits.maxFrameBytes)
    guard codec != .raw || raw == stored - BoxContents.sealingBytes else {
      throw FormatError(
        field: "raw length", offset: start, problem: "\(raw) in a raw frame of \(stored) bytes")
    }
    return raw
  }

  private mutating func readForms(
    _ count: Int, from input: inout ByteReader
  ) throws(FormatError) {
    isDelta.reserveCapacity(count)
    for frame in frames {
      for _ in 0..<frame.chunkCount {
        let start = input.offset
        let delta = try input.flag("form")
        guard !delta || frame.codec == .raw else {
          throw FormatError(
            field: "form", offset: start, problem: "a delta in a compressed frame")
        }
        isDelta.append(delta)
      }
    }
  }

  private mutating func readKinds(
    _ count: Int, from input: inout ByteReader
  ) throws(FormatError) {
    kinds.reserveCapacity(count)
    for frame in frames {
      for _ in 0..<frame.chunkCount {
        let start = input.offset
        let kind: ChunkKind = try input.choice("chunk kind")
        guard kind.frameKind == frame.kind else {
          throw FormatError(
            field: "chunk kind", offset: start, problem: "\(kind) in a \(frame.kind) frame")
        }
        kinds.append(kind)
      }
    }
  }

  private mutating func readRawLengths(
    _ count: Int, from input: inout ByteReader
  ) throws(FormatError) {
    rawLengths = try input.items(count) { input throws(FormatError) -> Int in
      try input.length("chunk raw length", limit: Limits.maxChunkBytes)
    }
  }

  private mutating func readDeltas(from input: inout ByteReader) throws(FormatError) {
    let count = isDelta.count { $0 }
    guard count > 0 else { return }
    let lengths = try input.items(count) { input throws(FormatError) -> Int in
      try input.length("delta length", limit: Limits.maxFrameBytes)
    }
    let depths = try input.items(count) { input throws(FormatError) -> Int in
      let start = input.offset
      let depth: UInt8 = try input.integer("depth")
      guard depth >= 1, depth <= Limits.maxDeltaDepth else {
        throw FormatError(field: "depth", offset: start, problem: "\(depth) is not in 1…8")
      }
      return Int(depth)
    }
    var chains: [Int] = []
    for length in lengths {
      let start = input.offset
      let chain = try input.count("chain bytes", limit: Limits.maxChainBytes)
      guard chain >= length else {
        throw FormatError(
          field: "chain bytes", offset: start, problem: "\(chain) with a delta of \(length)")
      }
      chains.append(chain)
    }
    deltas.reserveCapacity(count)
    for index in 0..<count {
      let high: UInt64 = try input.integer("base")
      let low: UInt64 = try input.integer("base")
      deltas.append(
        DeltaEntry(
          storedLength: lengths[index],
          base: ChunkPrefix(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low)),
          depth: depths[index], chainBytes: chains[index]))
    }
  }

  /// The chunks of a frame are what its raw bytes are [6.2-a].
  private func checkFrameLengths() throws(FormatError) {
    var chunk = 0
    var delta = 0
    for (index, frame) in frames.enumerated() {
      var sum = 0
      for _ in 0..<frame.chunkCount {
        sum += isDelta[chunk] ? deltas[delta].storedLength : rawLengths[chunk]
        delta += isDelta[chunk] ? 1 : 0
        chunk += 1
      }
      guard sum == frame.rawLength else {
        throw FormatError(
          field: "raw length", offset: rawLengthOffsets[index],
          problem: "\(frame.rawLength), the chunks are \(sum)")
      }
    }
  }

  private mutating func readIDs(
    _ count: Int, from input: inout ByteReader
  ) throws(FormatError) {
    var index = 0
    var delta = 0
    chunks = try input.hashes(count, "ID") { bytes in
      defer {
        delta += isDelta[index] ? 1 : 0
        index += 1
      }
      return ChunkEntry(
        id: ChunkID(bytes), kind: kinds[index], rawLength: rawLengths[index],
        delta: isDelta[index] ? deltas[delta] : nil)
    }
  }
}
