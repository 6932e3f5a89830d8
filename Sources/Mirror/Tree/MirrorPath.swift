package import Format

/// Where a node is, from a root of the mirror down: its name after those of the folders around it.
///
/// In ascending order a folder comes right before everything in it. No names at all mean the root.
package struct MirrorPath: Hashable, Comparable, Sendable {
  package static let root = MirrorPath([])
  package let names: [FileName]

  package init(_ names: [FileName]) {
    self.names = names
  }

  /// The folder around it; of the root, the root.
  package var parent: MirrorPath { MirrorPath(names.dropLast()) }

  /// The root and every folder around it, outermost first.
  package var ancestors: some Sequence<MirrorPath> {
    names.indices.lazy.map { MirrorPath(Array(names[..<$0])) }
  }

  package func appending(_ name: FileName) -> MirrorPath {
    MirrorPath(names + CollectionOfOne(name))
  }

  /// Whether it lies in `folder`, however deep; nothing lies in itself.
  package func isInside(_ folder: MirrorPath) -> Bool {
    names.count > folder.names.count && names.starts(with: folder.names)
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.names.lexicographicallyPrecedes(right.names)
  }

  /// For messages only: bytes that are not UTF-8 appear as U+FFFD. The root is ".".
  package var lossyText: String {
    names.isEmpty ? "." : names.map(\.lossyText).joined(separator: "/")
  }
}
