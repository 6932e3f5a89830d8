/// What is authenticated beside a ciphertext, so that nothing sealed passes for something else
/// (FORMAT.md 3.5–3.7).
package enum AssociatedBytes {
  private static let frameBase: UInt8 = 32
  private static let directoryMark: UInt8 = 34

  /// Of a sealed file; `path` is its name in the repository [3.6-a].
  package static func file(
    header: FileHeader, repository: RepositoryID, path: String
  ) -> [UInt8] {
    var output = ByteWriter(capacity: 128)
    header.encode(to: &output)
    output.bytes32(repository.bytes)
    output.append(path.utf8)
    return output.bytes
  }

  /// Of a frame, wherever it stands: a frame may move to another pack unopened [3.5-b].
  package static func frame(
    kind: FrameKind, repository: RepositoryID, rawLength: Int, codec: Codec
  ) -> [UInt8] {
    part(
      mark: frameBase + kind.rawValue, repository: repository, rawLength: UInt32(rawLength),
      codec: codec.rawValue)
  }

  /// Of a pack's directory [3.5-b].
  package static func directory(repository: RepositoryID) -> [UInt8] {
    part(mark: directoryMark, repository: repository, rawLength: 0, codec: 0)
  }

  /// Of the sealed part of the config; `header` is what stands before it.
  package static func config(header: ConfigHeader) -> [UInt8] {
    header.encoded() + Array("config".utf8)
  }

  private static func part(
    mark: UInt8, repository: RepositoryID, rawLength: UInt32, codec: UInt8
  ) -> [UInt8] {
    var output = ByteWriter(capacity: 48)
    output.append(FileHeader.magic)
    output.integer(FileHeader.version)
    output.integer(mark)
    output.integer(UInt16(0))
    output.bytes32(repository.bytes)
    output.integer(rawLength)
    output.integer(codec)
    return output.bytes
  }
}
