import Format

/// What was stored for inodes that have further names, until the last of these is collected: about
/// 150 bytes each, and what its attributes take.
struct LinkedContents {
  struct Contents {
    let content: Node.Content
    let attributes: [ExtendedAttribute]
    let reading: Reading
  }

  private var contents: [UInt64: Contents] = [:]

  /// Remembers the node of a group's first name that could be read.
  mutating func remember(_ node: Node, _ reading: Reading) {
    guard let group = node.hardLinkGroup else { return }
    contents[group] = Contents(
      content: node.content, attributes: node.attributes, reading: reading)
  }

  /// What was stored for the first name; `nil` when that could not be read.
  func find(_ link: HardLink) -> Contents? { contents[link.group] }

  mutating func forget(_ link: HardLink) { contents[link.group] = nil }
}
