package import Format
package import Sealing

/// What tells a plan from every other one: the SHA-256 of all that it says.
///
/// Two plans have one digest only if they have the same steps in the same order, with the same
/// preconditions, contents and metadata, the same notices and the same baseline. Whoever plans
/// again from roots that may have changed finds the digest that was printed, or has another plan.
package struct PlanDigest {
  /// Raised when a plan is written down in another way, so that no old digest fits by chance.
  private static let version: UInt8 = 1
  /// Bytes that are hashed at once.
  private static let batchBytes = 1 << 16

  private let hash: SHA256
  private var output = ByteWriter()

  package static func digest(of plan: MirrorPlan) throws(SealingError) -> Bytes32 {
    var digest = PlanDigest(hash: try SHA256())
    digest.output.integer(version)
    digest.output.varint(plan.steps.count)
    for step in plan.steps { try digest.add(step) }
    digest.output.varint(plan.notices.count)
    for notice in plan.notices { try digest.add(notice) }
    digest.add(plan.baseline.metadata)
    try digest.add(plan.baseline.nodes)
    try digest.flush()
    return try digest.hash.finish()
  }

  private init(hash: SHA256) {
    self.hash = hash
  }

  private mutating func flush() throws(SealingError) {
    try hash.update(output.bytes)
    output = ByteWriter(capacity: Self.batchBytes)
  }

  private mutating func flushIfFull() throws(SealingError) {
    if output.bytes.count >= Self.batchBytes { try flush() }
  }
}

// MARK: what is in a plan

extension PlanDigest {
  private mutating func add(_ step: MirrorStep) throws(SealingError) {
    add(step.side)
    output.integer(UInt8(step.stage.rawValue))
    add(step.path)
    output.flag(step.before != nil)
    if let before = step.before { try add(before) }
    switch step.action {
    case .create(let node, let source):
      output.integer(UInt8(0))
      try add(node)
      add(source)
    case .replace(let node, let source):
      output.integer(UInt8(1))
      try add(node)
      add(source)
    case .move(let target):
      output.integer(UInt8(2))
      add(target)
    case .remove: output.integer(UInt8(3))
    case .setMetadata(let metadata):
      output.integer(UInt8(4))
      add(metadata)
    }
    try flushIfFull()
  }

  private mutating func add(_ notice: Notice) throws(SealingError) {
    add(notice.path)
    switch notice.kind {
    case .conflict(let winner, let copy):
      output.integer(UInt8(0))
      add(winner)
      output.string(copy?.bytes ?? [])
    case .unresolved: output.integer(UInt8(1))
    case .merged: output.integer(UInt8(2))
    case .stale(let side): add(3, side)
    case .deletionUndone(let side): add(4, side)
    case .renamedApart(let a, let b):
      output.integer(UInt8(5))
      add(a)
      add(b)
    case .movesCrossed(let side): add(6, side)
    case .metadata: output.integer(UInt8(7))
    case .heldByUnknown(let side): add(8, side)
    }
    try flushIfFull()
  }

  private mutating func add(_ kind: UInt8, _ side: Side) {
    output.integer(kind)
    add(side)
  }

  private mutating func add(_ side: Side) { output.flag(side == .b) }

  private mutating func add(_ source: MirrorStep.ByteSource) {
    switch source {
    case .none: output.integer(UInt8(0))
    case .otherRoot: output.integer(UInt8(1))
    case .merged: output.integer(UInt8(2))
    }
  }

  private mutating func add(_ path: MirrorPath) {
    output.varint(path.names.count)
    for name in path.names { output.string(name.bytes) }
  }

  private mutating func add(_ metadata: MirrorMetadata) {
    output.integer(metadata.permissions)
    output.integer(metadata.userID)
    output.integer(metadata.groupID)
    output.timestamp(metadata.modified)
    output.varint(metadata.attributes.count)
    for attribute in metadata.attributes {
      output.string(attribute.name)
      output.string(attribute.value)
    }
  }

  private mutating func add(_ nodes: [MirrorNode]) throws(SealingError) {
    output.varint(nodes.count)
    for node in nodes { try add(node) }
  }

  private mutating func add(_ node: MirrorNode) throws(SealingError) {
    output.string(node.name.bytes)
    add(node.metadata)
    try add(node.content)
    try flushIfFull()
  }

  private mutating func add(_ content: MirrorNode.Content) throws(SealingError) {
    switch content {
    case .file(let content, let size):
      output.integer(UInt8(0))
      output.bytes32(content.bytes)
      output.varint(size)
    case .folder(let nodes):
      output.integer(UInt8(1))
      try add(nodes)
    case .symlink(let target, let sha256):
      output.integer(UInt8(2))
      output.string(target)
      output.bytes32(sha256)
    case .special(let kind, let device):
      output.integer(UInt8(3))
      output.integer(kind.rawValue)
      output.varint(device)
    case .unknown: output.integer(UInt8(4))
    case .sealed(let tree):
      output.integer(UInt8(5))
      output.bytes32(tree.id.bytes)
    }
  }
}
