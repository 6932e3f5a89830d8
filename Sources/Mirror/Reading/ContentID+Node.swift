import FileTree
import Format
import Sealing

/// Names the contents of files by their chunks; one per thread.
final class ContentNaming {
  /// What nothing else is hashed after.
  private static let domain = Array("martlet mirror contents\u{0}".utf8)

  private let hash: SHA256

  init() throws(SealingError) {
    hash = try SHA256()
  }

  /// Of a file: over its size and the IDs that its node names, chunks or lists of chunks. Which of
  /// both, and where lists end, follows from the chunks (FORMAT.md 7.4); and how bytes are cut does
  /// not depend on how they lie on a disk, so holes do not count.
  func name(size: UInt64, ids: [ChunkID], areLists: Bool) throws(SealingError) -> ContentID {
    var bytes = Self.domain
    bytes.reserveCapacity(bytes.count + 9 + ids.count * Bytes32.byteCount)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: size >> (8 * UInt64(shift)))) }
    bytes.append(areLists ? 1 : 0)
    for id in ids { bytes += id.bytes.bytes }
    try hash.update(bytes)
    return ContentID(try hash.finish())
  }

  /// Of a text that is in no repository yet. When it is, it has another name; both do not meet.
  func name(text: [UInt8]) throws(SealingError) -> ContentID {
    try hash.update(Array("martlet merged text\u{0}".utf8))
    try hash.update(text)
    return ContentID(try hash.finish())
  }

  /// What a planner sees of a node that is no folder.
  func leaf(_ node: Node) throws(SealingError) -> MirrorNode.Content {
    switch node.content {
    case .file(let size, let ids, let areLists, _):
      return .file(try name(size: size, ids: ids, areLists: areLists), size: size)
    case .symlink(let target): return .symlink(target: target, sha256: try SHA256.hash(target))
    case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
      return .special(node.kind, device: UInt64(major) << 32 | UInt64(minor))
    case .fifo, .socket: return .special(node.kind, device: 0)
    case .folder(let tree): return .sealed(tree)
    }
  }
}

extension MirrorMetadata {
  /// Whether setuid and setgid are compared and given: they are for a file's right owner, and where
  /// a root cannot hold owners, it has no right owner.
  enum SetIDs: Sendable {
    case held, ignored

    /// The bits of a mode that count.
    var mask: UInt16 { self == .held ? 0o7777 : 0o1777 }
  }

  init(_ node: Node, _ setIDs: SetIDs) {
    self.init(
      permissions: node.owner.permissions & setIDs.mask, userID: node.owner.userID,
      groupID: node.owner.groupID, modified: node.modified,
      attributes: node.attributes.filter(\.travels))
  }
}
