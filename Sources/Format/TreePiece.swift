/// The nodes of a folder, or of a part of a large one, ascending by name (FORMAT.md 7.1).
package struct TreePiece: Equatable, Sendable {
  package let nodes: [Node]

  /// `nodes` ascend strictly by name.
  package init(nodes: [Node]) {
    self.nodes = nodes
  }

  /// The plaintext of a chunk of kind 1.
  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "tree piece", limit: Limits.maxChunkBytes)
    var decoder = TreePieceDecoder(bytes)
    nodes = try decoder.decode()
  }

  /// Nodes that no reader would accept are a programmer's error.
  package func encoded() -> [UInt8] {
    var encoder = TreePieceEncoder(nodes)
    encoder.encode()
    precondition(encoder.output.bytes.count <= Limits.maxChunkBytes, "a piece over the chunk limit")
    return encoder.output.bytes
  }
}
