import Format

/// What some snapshots hold, what of that is stored, and what the rest of the repository is; all in
/// bytes, and adding up exactly:
///
/// ```
///   fileBytes                   each snapshot counted whole
/// - savedByDedupe               equal data, hard links and unchanged files among them
/// = data.raw                    each chunk of data that these snapshots need, once
/// - data.savedByDelta
/// = data.form
/// - data.savedByCompression     40 bytes a frame for sealing taken off
/// = data.stored
///
///   data.stored
/// + trees.stored                folder listings, and the lists of chunks of large files
/// + bases.stored                of data and trees: what no snapshot names, but a delta needs
/// + others.stored               copies that these snapshots do not need
/// + packOverhead                headers, padding, directories and trailers of packs
/// = packBytes                   of the packs that the index names
///
///   packBytes
/// + strayPackBytes              packs that no session has committed
/// + indexBytes + snapshotBytes + otherBytes
/// = totalBytes                  of all files of the repository
/// ```
///
/// Where a chunk has several copies, one is needed; which one is the index's choice.
package struct RepositoryStatistics: Equatable, Sendable {
  /// The snapshots that were looked at, and what they say of themselves.
  package var snapshots = 0
  package var files: UInt64 = 0
  package var fileBytes = 0

  package var data = ChunkBytes()
  package var trees = ChunkBytes()
  package var bases = ChunkBytes()
  package var others = ChunkBytes()
  /// Packs in which others are.
  package var packsWithOthers = 0

  package var packs = 0
  package var packBytes = 0
  package var packOverhead = 0
  package var strayPacks = 0
  package var strayPackBytes = 0
  /// Index runs.
  package var indexBytes = 0
  /// With the records about them.
  package var snapshotBytes = 0
  /// Keys, config, what sessions and prunes leave, foreign files.
  package var otherBytes = 0

  /// Chunks that the snapshots need and that are missing or damaged: they are counted nowhere.
  package var missing = 0

  package init() {}

  package var savedByDedupe: Int { fileBytes - data.raw }
  package var totalBytes: Int {
    packBytes + strayPackBytes + indexBytes + snapshotBytes + otherBytes
  }

  /// Takes what a snapshot says of itself, which may be anything.
  mutating func add(_ snapshot: CatalogedSnapshot) {
    let counts = snapshot.snapshot.counts
    snapshots += 1
    files = files.addingReportingOverflow(counts.files).partialValue
    let sum = UInt64(fileBytes).addingReportingOverflow(counts.fileBytes)
    fileBytes = sum.overflow ? .max : Int(clamping: sum.partialValue)
  }
}
