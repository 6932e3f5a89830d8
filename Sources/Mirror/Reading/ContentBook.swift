import Format
import Pipelines
import Repository
import Snapshots

/// Where the bytes of contents are that trees name: a node of the repository, or a merged text.
package final class ContentBook: Sendable {
  /// What a file is written from.
  enum Bytes: Sendable {
    /// A file of that content; name and metadata say nothing.
    case node(Node)
    case text([UInt8])

    var size: UInt64 {
      switch self {
      case .node(let node): node.size
      case .text(let bytes): UInt64(bytes.count)
      }
    }
  }

  private let known = Monitor<[ContentID: Bytes]>([:])

  init() {}

  func add(_ content: ContentID, _ bytes: Bytes) {
    known.access { known in
      if known[content] == nil { known[content] = bytes }
    }
  }

  /// Says where a text is now.
  func replace(_ content: ContentID, _ bytes: Bytes) {
    known.access { $0[content] = bytes }
  }

  func bytes(of content: ContentID) throws(RepositoryError) -> Bytes {
    guard let bytes = known.access({ $0[content] }) else {
      throw .damaged("a content that is planned is in no tree", at: Hex.encode(content.bytes.bytes))
    }
    return bytes
  }

  /// The node, if the repository has the content.
  func node(of content: ContentID) -> Node? {
    if case .node(let node)? = known.access({ $0[content] }) { node } else { nil }
  }
}
