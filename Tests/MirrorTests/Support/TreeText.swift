import Format

@testable import Mirror

/// Trees as lists of words, a word for a node: `x=1` a file with content 1, `d/` a folder, `l>1` a
/// link, `p|1` a special file, `u?` something unknown. Folders around a node need no word.
///
/// After it may follow `@5`, the time, and `:640`, the mode.
extension MirrorTree {
  static let plain = MirrorMetadata(
    permissions: 0o644, userID: 1, groupID: 1, modified: Timestamp(seconds: 0, nanoseconds: 0))

  static func of(_ words: String) -> MirrorTree {
    var entries: [MirrorPath: MirrorNode] = [.root: .folder("root", plain)]
    for word in words.split(separator: " ") {
      let (path, node) = parse(word)
      for folder in path.ancestors where entries[folder] == nil {
        entries[folder] = .folder(folder.names.last?.lossyText ?? "", plain)
      }
      entries[path] = node
    }
    return MirrorTree(entries: entries)
  }

  private static func parse(_ word: Substring) -> (MirrorPath, MirrorNode) {
    guard let match = word.wholeMatch(of: /([^@=>|?:]+)([=>|?]?)(\d*)(?:@(-?\d+))?(?::(\d+))?/)
    else { preconditionFailure("not a word of a tree: \(word)") }
    let path = MirrorPath(match.1.split(separator: "/").map { fileName($0) })
    var metadata = plain
    if let time = match.4 {
      metadata.modified = Timestamp(seconds: Int64(time) ?? 0, nanoseconds: 0)
    }
    if let mode = match.5 { metadata.permissions = UInt16(mode, radix: 8) ?? 0 }
    let number = UInt8(match.3) ?? 0
    let content: MirrorNode.Content =
      switch match.2 {
      case "=": .numbered(number)
      case ">": .symlink(target: [number], sha256: .filled(number))
      case "|": .special(.fifo, device: UInt64(number))
      case "?": .unknown
      default: .folder([])
      }
    let last = path.names.last ?? fileName("root")
    return (
      path,
      content == .unknown
        ? .unknown(last) : MirrorNode(name: last, metadata: metadata, content: content)
    )
  }

  /// The same words, in order; folders only where they are empty or not plain.
  var words: String {
    entries.sorted { $0.key < $1.key }.compactMap { path, node in
      let isNeeded =
        !node.isFolder || node.metadata != Self.plain
        || self.node(at: path)?.nodes.isEmpty == true
      return isNeeded && path != .root ? path.lossyText + node.word : nil
    }.joined(separator: " ")
  }

  /// Every node by its path, folders without what is in them; the root too.
  var entries: [MirrorPath: MirrorNode] {
    var found: [MirrorPath: MirrorNode] = [.root: .folder("root", metadata)]
    func add(_ nodes: [MirrorNode], in folder: MirrorPath) {
      for node in nodes {
        let path = folder.appending(node.name)
        found[path] = node.alone
        add(node.nodes, in: path)
      }
    }
    add(nodes, in: .root)
    return found
  }

  init(entries: [MirrorPath: MirrorNode]) {
    var nodes: [MirrorPath: [MirrorNode]] = [:]
    // From the last path to the first, what is in a folder comes before it.
    for (path, node) in entries.sorted(by: { $1.key < $0.key }) where path != .root {
      let full = node.isFolder ? node.holding((nodes[path] ?? []).reversed()) : node
      nodes[path.parent, default: []].append(full)
    }
    self.init(
      metadata: entries[.root]?.metadata ?? Self.plain,
      nodes: (nodes[.root] ?? []).reversed())
  }
}

extension MirrorNode {
  static func folder(_ text: String, _ metadata: MirrorMetadata) -> MirrorNode {
    MirrorNode(name: fileName(text), metadata: metadata, content: .folder([]))
  }

  fileprivate var word: String {
    let kind =
      switch content {
      case .file(let content, _): "=\(content.bytes.bytes[0])"
      case .symlink(_, let sha256): ">\(sha256.bytes[0])"
      case .special(_, let device): "|\(device)"
      case .folder, .sealed: "/"
      case .unknown: "?"
      }
    if isUnknown { return kind }
    let time = metadata.modified.seconds
    let mode = metadata.permissions
    return kind + (time == 0 ? "" : "@\(time)")
      + (mode == 0o644 ? "" : ":" + String(mode, radix: 8))
  }
}

extension MirrorNode.Content {
  static func numbered(_ number: UInt8) -> Self {
    .file(ContentID(.filled(number)), size: UInt64(number))
  }
}

extension ContentID {
  static func filled(_ byte: UInt8) -> ContentID { ContentID(.filled(byte)) }
}

extension Bytes32 {
  static func filled(_ byte: UInt8) -> Bytes32 {
    Bytes32(repeatElement(byte, count: byteCount).map { $0 }) ?? .zero
  }
}

func fileName(_ text: some StringProtocol) -> FileName {
  guard let name = FileName(text.utf8) else { preconditionFailure("not a name: \(text)") }
  return name
}

func mirrorPath(_ text: String) -> MirrorPath {
  MirrorPath(text.split(separator: "/").map { fileName($0) })
}
