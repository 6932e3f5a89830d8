import Format

/// One difference between the rows of a run and the stored ones.
struct ScanChange: Equatable {
  /// The source's number in the run.
  let source: Int
  let path: WalkPath
  /// The new row, encoded; `nil` when the folder is gone.
  let row: [UInt8]?

  init(source: Int, path: WalkPath, row: [UInt8]?) {
    self.source = source
    self.path = path
    self.row = row
  }

  func encode(to output: inout ByteWriter) {
    output.varint(source)
    output.string(path.bytes)
    output.flag(row != nil)
    if let row { output.string(row) }
  }

  init(from input: inout ByteReader) throws(FormatError) {
    source = try input.count("source", limit: Int(Int32.max))
    path = WalkPath(stored: try input.string("path", limit: Int(Int32.max)))
    row = try input.flag("is there") ? try input.string("row", limit: Int(Int32.max)) : nil
  }
}
