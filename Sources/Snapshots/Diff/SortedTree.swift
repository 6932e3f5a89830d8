package import Format
package import Repository

/// An entry of a tree that is walked beside another one.
package protocol TreeEntry: Sendable {
  var name: FileName { get }
  var kind: NodeKind { get }
  /// Where the entries of a folder are: two folders of which that is equal hold the same. `nil`
  /// where nothing of the kind is known.
  var tree: TreeReference? { get }
}

extension Node: TreeEntry {}

/// What a walk of a tree comes to next.
package enum TreeStep<Entry: TreeEntry>: Sendable {
  /// A folder before its entries.
  case enter(Entry)
  /// Anything but a folder.
  case entry(Entry)
  /// The end of the folder that was entered last.
  case leave
  case unreadable(UnreadableStep)
}

/// Something that is there, and cannot be read.
package struct UnreadableStep: Sendable {
  /// `nil` for the folder that is being walked: none of its further entries is known.
  package let name: [UInt8]?
  package let kind: NodeKind?
  /// A clause: "permission denied".
  package let reason: String
  /// Whether the repository is to blame, and not the disk that is looked at.
  package let isDamage: Bool

  package init(name: [UInt8]?, kind: NodeKind?, reason: String, isDamage: Bool = false) {
    self.name = name
    self.kind = kind
    self.reason = reason
    self.isDamage = isDamage
  }
}

/// A tree of folders that is walked depth first, the entries of each folder ascending by the bytes
/// of their names.
///
/// Unreadable entries may come before their place in that order, never behind it.
package protocol SortedTree {
  associatedtype Entry: TreeEntry

  /// The next step; `nil` after the last one. The root itself is neither entered nor left.
  mutating func next() throws(RepositoryError) -> TreeStep<Entry>?

  /// Passes over the entries of the folder that was entered just now, and its `leave`.
  mutating func skipFolder()
}
