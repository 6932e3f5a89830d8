import FileTree
import Format
import SystemPackage

/// What a `FileCutter` reads from start to end: a file, or a stream that is in no folder.
protocol CutterInput: Sendable {
  /// Fills `buffer`, which is wanted from `offset` on, in order; less only at the end.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(Errno) -> Int

  /// Whether the `size` bytes that were read are what the task was made for.
  func isSteady(_ task: EntryTask, size: UInt64) throws(Errno) -> Bool

  func extendedAttributes() throws(Errno) -> [ExtendedAttribute]
}

extension OpenFile: CutterInput {
  func isSteady(_ task: EntryTask, size: UInt64) throws(Errno) -> Bool {
    try status().isUnchanged(since: task.status) && size == task.status.size
  }
}

extension InputStream: CutterInput {
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(Errno) -> Int {
    try read(into: buffer)
  }

  func isSteady(_ task: EntryTask, size: UInt64) -> Bool { true }
  func extendedAttributes() -> [ExtendedAttribute] { [] }
}
