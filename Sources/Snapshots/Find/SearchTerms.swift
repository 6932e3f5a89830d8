package import Format

/// What an entry must be to be found: all that is given must hold.
package struct SearchTerms: Sendable {
  package var names: NamePatterns
  /// One of these; none for any.
  package var kinds: Set<NodeKind> = []
  /// A file of more bytes.
  package var largerThan: UInt64?
  /// A file of fewer bytes.
  package var smallerThan: UInt64?
  /// Modified then or later.
  package var modifiedSince: Timestamp?
  package var modifiedBefore: Timestamp?

  package init(_ names: NamePatterns) {
    self.names = names
  }

  /// Whether they hold, but for the name.
  func hold(for node: Node) -> Bool {
    guard kinds.isEmpty || kinds.contains(node.kind) else { return false }
    if largerThan != nil || smallerThan != nil {
      guard node.kind == .file, node.size > largerThan ?? 0 || largerThan == nil,
        node.size < smallerThan ?? .max
      else { return false }
    }
    return node.modified >= modifiedSince ?? node.modified
      && modifiedBefore.map { node.modified < $0 } ?? true
  }
}
