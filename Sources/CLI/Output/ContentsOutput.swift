import Format
import Snapshots

/// The bytes of a file of a snapshot on stdout.
enum ContentsOutput {
  /// Ends early, and well, when nobody reads any more.
  static func print(_ node: Node, of view: SnapshotView, _ output: Output) throws {
    var offset = 0
    do {
      try view.read(node) { bytes in
        if output.format == .text {
          output.write(bytes)
        } else {
          output.object([
            ("schema", .schema), ("type", "contents"), ("offset", .number(offset)),
            ("bytes_b64", .text(Base64.encode(bytes))),
          ])
        }
        offset += bytes.count
        if output.isClosed { throw OutputClosed() }
      }
    } catch is OutputClosed {}
  }

  /// Nobody reads any more.
  private struct OutputClosed: Error {}
}
