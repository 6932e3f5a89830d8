import LocalState
import Mirror

/// A plan as JSON lines: a line for every step and every notice.
enum MirrorJSON {
  static func fields(_ step: MirrorStep) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [
      ("schema", .schema), ("type", "step"), ("side", .text(step.side.letter)),
      ("stage", .text(step.stage.word)), ("action", .text(step.verb)),
    ]
    fields += JSON.named("path", step.path.bytes)
    if case .move(let target) = step.action { fields += JSON.named("to", target.bytes) }
    if let before = step.before { fields += node(before, "old_") }
    switch step.action {
    case .create(let after, let source), .replace(let after, let source):
      fields += node(after, "")
      fields.append(("from", source.json))
    case .setMetadata:
      fields.append(("attributes", .list(step.attributeChanges.map(AttributeText.json))))
    case .move, .remove: break
    }
    return fields
  }

  static func fields(_ notice: Notice) -> [(String, JSON)] {
    [("schema", .schema), ("type", "notice")] + MirrorRemark(notice).fields
  }

  private static func node(_ node: MirrorNode, _ prefix: String) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [
      (prefix + "kind", node.kind.map { .text($0.word) } ?? .null)
    ]
    if let size = node.fileBytes { fields.append((prefix + "size", .number(size))) }
    if let digits = node.contentDigits { fields.append((prefix + "content", .text(digits))) }
    if let target = node.linkTarget { fields += JSON.named(prefix + "target", target) }
    return fields
  }
}

extension MirrorStep.Stage {
  fileprivate var word: String {
    switch self {
    case .moves: "moves"
    case .builds: "builds"
    case .removals: "removals"
    case .finishes: "finishes"
    }
  }
}

extension MirrorStep.ByteSource {
  fileprivate var json: JSON {
    switch self {
    case .none: .null
    case .otherRoot: "other side"
    case .merged: "merge"
    }
  }
}
