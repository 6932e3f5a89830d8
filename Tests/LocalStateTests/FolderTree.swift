import Format
import TestSupport

/// The folders of a source, walked as a backup does: below each folder in the order of the names.
struct FolderTree {
  private(set) var folders: [FileName: FolderTree] = [:]

  static func random(using random: inout SeededGenerator, depth: Int = 4) -> FolderTree {
    var tree = FolderTree()
    guard depth > 0 else { return tree }
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      tree.folders[.random(using: &random)] = .random(using: &random, depth: depth - 1)
    }
    return tree
  }

  /// Some folders fewer, some more.
  func changed(using random: inout SeededGenerator) -> FolderTree {
    var tree = FolderTree()
    for (name, folder) in folders.sorted(by: { $0.key < $1.key })
    where Int.random(in: 0..<8, using: &random) > 0 {
      tree.folders[name] = folder.changed(using: &random)
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      tree.folders[.random(using: &random)] = .random(using: &random, depth: 2)
    }
    return tree
  }

  /// Relative paths in the order in which a walk enters the folders; the source itself is empty.
  var entered: [[UInt8]] { walk([]).entered }
  /// In the order in which it leaves them.
  var left: [[UInt8]] { walk([]).left }

  private func walk(_ path: [UInt8]) -> (entered: [[UInt8]], left: [[UInt8]]) {
    var entered = [path]
    var left: [[UInt8]] = []
    for (name, folder) in folders.sorted(by: { $0.key < $1.key }) {
      let inner = folder.walk(path.isEmpty ? name.bytes : path + [UInt8(ascii: "/")] + name.bytes)
      entered += inner.entered
      left += inner.left
    }
    return (entered, left + [path])
  }
}
