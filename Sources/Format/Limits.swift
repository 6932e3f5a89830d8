/// What a reader refuses to exceed, before it allocates (FORMAT.md 11) [11-a].
package enum Limits {
  package static let maxChunkBytes = 8_388_608
  /// Raw and stored.
  package static let maxFrameBytes = 9_437_184
  package static let maxChunksPerFrame = 65_536
  package static let maxPackBytes = 134_217_728
  package static let maxDirectoryRawBytes = 33_554_432
  /// The directory's plaintext is padded to a multiple of this.
  package static let directoryPaddingBytes = 4_096
  package static let maxIndexRunBytes = 67_108_864
  package static let maxSnapshotBytes = 16_777_216
  /// Records, intents, outcomes, key slots, config.
  package static let maxSmallFileBytes = 1_048_576
  /// Plans, waits, verdicts, done, stubs.
  package static let maxPruneFileBytes = 67_108_864
  package static let maxNodesPerPiece = 65_536
  package static let maxPiecesPerList = 65_536
  package static let maxPieceWeight = 2_097_152
  package static let maxFolderDepth = 4_096
  package static let maxFileBytes: UInt64 = 9_223_372_036_854_775_807
  package static let maxChunksWithoutList = 256
  package static let maxChunksPerList = 16_384
  package static let maxSymlinkTargetBytes = 4_095
  package static let maxAttributeNameBytes = 255
  package static let maxAttributeValueBytes = 65_536
  /// Names and values of one node together.
  package static let maxAttributesBytesPerNode = 1_048_576
  /// User, group, host, set, program.
  package static let maxNameBytes = 255
  package static let maxSources = 4_096
  package static let maxPathBytes = 1_048_576
  package static let maxUnreadableListed = 1_000
  package static let maxReasonBytes = 4_096
  package static let maxUTCOffsetMinutes = 1_440
  package static let maxTags = 1_000
  package static let maxTagBytes = 255
  package static let maxNoteBytes = 65_536
  package static let maxKeySlots = 32
  package static let maxDeltaDepth = 8
  /// Eight deltas, each in a frame.
  package static let maxChainBytes = maxDeltaDepth * maxFrameBytes
}
