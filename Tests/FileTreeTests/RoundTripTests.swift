import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import FileTree

/// A tree as a value: what a random generator makes, a writer writes and a walk reads.
struct Tree: Equatable {
  enum Node: Equatable {
    case file([UInt8])
    case link([UInt8])
    case special(NodeKind)
    case folder(Tree)
  }

  struct Entry: Equatable {
    let node: Node
    let attributes: NodeAttributes
  }

  var entries: [FileName: Entry] = [:]
}

extension Tree {
  static func random(depth: Int, using random: inout SeededGenerator) -> Tree {
    var tree = Tree()
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let node: Node =
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .link(printable(Int.random(in: 1...300, using: &random), using: &random))
        case 1: .special(.fifo)
        case 2: .special(.socket)
        case 3,
          4 where depth > 0:
          .folder(.random(depth: depth - 1, using: &random))
        default: .file(random.bytes(Int.random(in: 0...5000, using: &random)))
        }
      tree.entries[name(using: &random)] = Entry(
        node: node, attributes: attributes(of: node, using: &random))
    }
    return tree
  }

  private static func printable(_ count: Int, using random: inout SeededGenerator) -> [UInt8] {
    random.bytes(count).map { $0 == 0 ? 1 : $0 }
  }

  private static func name(using random: inout SeededGenerator) -> FileName {
    while true {
      let length = [1, 2, 8, 9, 255].randomElement(using: &random) ?? 1
      if let name = FileName(random.bytes(length)) { return name }
    }
  }

  private static func attributes(
    of node: Node, using random: inout SeededGenerator
  ) -> NodeAttributes {
    var (isLink, isPlain) = (false, false)
    switch node {
    case .link: isLink = true
    case .file, .folder: isPlain = true
    case .special: break
    }
    var extended: [ExtendedAttribute] = []
    for number in 0..<(isPlain ? Int.random(in: 0...2, using: &random) : 0) {
      extended.append(
        ExtendedAttribute(name: Array("user.\(number)".utf8), value: random.bytes(number * 40)))
    }
    return NodeAttributes(
      // The owner may always read and enter: the test need not be the superuser.
      permissions: isLink ? 0o777 : .random(in: 0...0o7777, using: &random) | 0o700, owner: nil,
      modified: Timestamp(
        seconds: .random(in: -1_000_000_000...4_000_000_000, using: &random),
        nanoseconds: .random(in: 0..<1_000_000_000, using: &random)),
      extended: extended)
  }

  /// Writes the tree and returns how many attributes were not set.
  func write(into folder: FolderWriter) throws -> Int {
    var failures = 0
    for (name, entry) in entries {
      let attributes = entry.attributes
      switch entry.node {
      case .file(let bytes):
        let file = try folder.createFile(name, size: UInt64(bytes.count))
        try bytes.withUnsafeBytes { try file.write($0, at: 0) }
        failures += try file.finish(attributes, existing: .keep).count
      case .link(let target):
        failures += try folder.createSymlink(
          name, target: target, attributes, existing: .keep
        ).count
      case .special(let kind):
        failures += try folder.createSpecial(
          name, kind: kind, device: 0, attributes, existing: .keep
        ).count
      case .folder(let tree):
        let child = try folder.createFolder(name)
        failures += try tree.write(into: child)
        failures += child.setAttributes(attributes).count
      }
    }
    return failures
  }

  /// Reads the tree with a walk; checks the walk's order on the way.
  static func read(_ path: FilePath) throws -> Tree {
    var walker = try Walker(root: path)
    var open: [(tree: Tree, attributes: NodeAttributes, last: FileName?)] = []
    while let event = walker.next() {
      switch event {
      case .enter(let folder, let handle):
        let attributes = NodeAttributes(folder.status, try handle.extendedAttributes())
        open.append((Tree(), attributes, nil))
      case .entry(let entry):
        let attributes = NodeAttributes(
          entry.status, try entry.parent.extendedAttributes(of: entry.name))
        let node: Node =
          switch entry.status.kind {
          case .file: .file(try bytes(of: entry.parent.openFile(entry.name)))
          case .symlink: .link(try entry.parent.readLink(entry.name))
          default: .special(entry.status.kind)
          }
        note(entry.name, Entry(node: node, attributes: attributes), in: &open)
      case .leave(let folder):
        guard let left = open.popLast() else { throw NoSuchName() }
        guard let name = folder.name else { return left.tree }
        note(name, Entry(node: .folder(left.tree), attributes: left.attributes), in: &open)
      case .failed(let failure): throw failure.error
      }
    }
    throw NoSuchName()
  }

  private static func note(
    _ name: FileName, _ entry: Entry,
    in open: inout [(tree: Tree, attributes: NodeAttributes, last: FileName?)]
  ) {
    guard let last = open.indices.last else { return }
    if let former = open[last].last { #expect(former < name) }
    open[last].last = name
    open[last].tree.entries[name] = entry
  }
}

extension NodeAttributes {
  init(_ status: FileStatus, _ extended: [ExtendedAttribute]) {
    self.init(
      permissions: status.permissions, owner: nil, modified: status.modified, extended: extended)
  }
}

@Test("A random tree, written and walked, is the same tree", arguments: 0..<UInt64(40))
func writtenAndWalked(seed: UInt64) throws {
  var random = SeededGenerator(seed: seed)
  let tree = Tree.random(depth: 3, using: &random)
  let folder = try TemporaryTree()
  let writer = try TreeWriter(target: try folder.open(), run: random.next())
  #expect(try tree.write(into: writer.root) == 0)
  #expect(try Tree.read(folder.path) == tree)
}
