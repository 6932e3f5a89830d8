import FileTree
import Format
import Pipelines
import SystemPackage

/// One backup's part in reading sources together with others.
struct SourceShare: Sendable {
  /// How many bytes of the walk one may be ahead: what it has read by then is still there for the
  /// others.
  static let lead = UInt64(SharedReads.maxBytes / 2)

  let reads: SharedReads
  let pace: Pace
  let runner: Int
  /// How many there are.
  let runners: Int
}

/// How a backup reads files: by itself, or with others.
struct FileReads: Sendable {
  let share: SourceShare?

  func read(
    _ file: OpenFile, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(Errno) -> Int {
    guard let share else { return try file.read(into: buffer, at: offset) }
    return try share.reads.read(file, into: buffer, at: offset)
  }

  /// The file as a cutter reads it.
  func input(_ file: OpenFile) -> any CutterInput {
    guard let share else { return file }
    return SharedInput(file: file, reads: share.reads)
  }
}

/// A large file that several backups read together.
private struct SharedInput: CutterInput {
  let file: OpenFile
  let reads: SharedReads

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(Errno) -> Int {
    try reads.read(file, into: buffer, at: offset)
  }

  func isSteady(_ task: EntryTask, size: UInt64) throws(Errno) -> Bool {
    try file.isSteady(task, size: size)
  }

  func extendedAttributes() throws(Errno) -> [ExtendedAttribute] { try file.extendedAttributes() }
}
