import Format
import Mirror
import Snapshots

// What text and JSON say of a node: the one place here that knows what a content is.

extension MirrorNode {
  var kind: NodeKind? {
    switch content {
    case .file: .file
    case .folder, .sealed: .folder
    case .symlink: .symlink
    case .special(let kind, _): kind
    case .unknown: nil
    }
  }

  /// Bytes of a file.
  var fileBytes: UInt64? {
    if case .file(_, let size) = content { size } else { nil }
  }

  /// The first digits of what tells its content from others.
  var contentDigits: String? {
    switch content {
    case .file(let content, _): String(Hex.encode(content.bytes.bytes).prefix(8))
    case .symlink(_, let sha256): String(Hex.encode(sha256.bytes).prefix(8))
    case .folder, .sealed, .special, .unknown: nil
    }
  }

  /// Where a link leads.
  var linkTarget: [UInt8]? {
    if case .symlink(let target, _) = content { target } else { nil }
  }

  /// "2.1 MiB", "-> notes.txt", "fifo"; empty for a folder.
  var details: String {
    if let fileBytes { return Wording.bytes(fileBytes) }
    if let linkTarget { return "-> \(Printable.text(linkTarget))" }
    return isFolder ? "" : kind?.word ?? ""
  }
}

extension MirrorPath {
  /// Components joined by "/"; empty for the root.
  var bytes: [UInt8] { Array(names.map(\.bytes).joined(separator: [UInt8(ascii: "/")])) }

  /// "." for the root.
  var text: String { names.isEmpty ? "." : Printable.text(bytes) }
}

extension Side {
  /// How plans call it.
  var letter: String { self == .a ? "A" : "B" }
}

extension MirrorMetadata {
  /// What of it is another in `new`.
  func changes(to new: MirrorMetadata) -> [AttributeChange] {
    var changes: [AttributeChange] = []
    if permissions != new.permissions {
      changes.append(.permissions(old: permissions, new: new.permissions))
    }
    if userID != new.userID { changes.append(.user(old: owner, new: new.owner)) }
    if groupID != new.groupID { changes.append(.group(old: owner, new: new.owner)) }
    if modified != new.modified { changes.append(.modified(old: modified, new: new.modified)) }
    return changes + AttributeChange.between(attributes, new.attributes)
  }

  private var owner: Owner {
    Owner(permissions: permissions, userID: userID, groupID: groupID, user: "", group: "")
  }
}
