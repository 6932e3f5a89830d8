import Format
import TestSupport

@testable import Mirror

/// Random trees, and random edits of them.
struct RandomTree {
  private(set) var entries: [MirrorPath: MirrorNode] = [
    .root: .folder("root", MirrorTree.plain)
  ]
  /// Contents from here on nothing has yet.
  private var unused: UInt64 = 100

  private static let names = "abcdef".map { fileName(String($0)) }
  private static let maxDepth = 4

  var tree: MirrorTree { MirrorTree(entries: entries) }

  /// Of a handful of nodes, sometimes of twenty.
  init(using random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 0...(random.chance(8) ? 24 : 9), using: &random) {
      create(using: &random)
    }
  }

  /// As a person who worked in it for a while leaves it; `seed` differs for two who work apart.
  func edited(seed: UInt64, using random: inout SeededGenerator) -> RandomTree {
    var copy = self
    copy.unused += 1_000 * seed
    for _ in 0..<[0, 1, 1, 2, 3, 5].randomElement(using: &random, or: 0) {
      copy.edit(using: &random)
    }
    return copy
  }

  mutating func hideSomething(using random: inout SeededGenerator) {
    guard let path = anyPath(using: &random), let name = path.names.last else { return }
    removeBelow(path)
    entries[path] = .unknown(name)
  }

  private mutating func edit(using random: inout SeededGenerator) {
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: create(using: &random)
    case 2, 3: rewrite(using: &random)
    case 4, 5: delete(using: &random)
    case 6, 7, 8: rename(using: &random)
    case 9: changeKind(using: &random)
    default: changeMetadata(using: &random)
    }
  }

  private mutating func create(using random: inout SeededGenerator) {
    guard let path = freePath(using: &random) else { return }
    put(leafOrFolder(using: &random), at: path, using: &random)
  }

  private mutating func rewrite(using random: inout SeededGenerator) {
    guard let path = anyPath(using: &random), entries[path]?.isLeaf == true else { return }
    let content = leaf(using: &random)
    put(content, at: path, using: &random)
  }

  private mutating func delete(using random: inout SeededGenerator) {
    guard let path = anyPath(using: &random) else { return }
    removeBelow(path)
    entries[path] = nil
  }

  private mutating func rename(using random: inout SeededGenerator) {
    guard let source = anyPath(using: &random), let target = freePath(using: &random),
      target != source, !target.isInside(source)
    else { return }
    for (path, node) in entries where path == source || path.isInside(source) {
      entries[path] = nil
      let moved = MirrorPath(target.names + path.names.dropFirst(source.names.count))
      if let name = moved.names.last { entries[moved] = node.named(name) }
    }
  }

  private mutating func changeKind(using random: inout SeededGenerator) {
    guard let path = anyPath(using: &random) else { return }
    removeBelow(path)
    put(leafOrFolder(using: &random), at: path, using: &random)
    if entries[path]?.isFolder == true, random.chance(2) { create(using: &random) }
  }

  private mutating func changeMetadata(using random: inout SeededGenerator) {
    let path = anyPath(using: &random) ?? .root
    guard var metadata = entries[path]?.metadata else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: metadata.permissions = random.chance(2) ? 0o600 : 0o640
    case 1: metadata.owner = UInt64.random(in: 0..<3, using: &random)
    case 2:
      metadata.attributes = ["k", "m"].filter { _ in random.chance(2) }.map {
        ExtendedAttribute(name: Array($0.utf8), value: [random.chance(2) ? 1 : 2])
      }
    default: metadata.modified = Self.time(using: &random)
    }
    entries[path] = entries[path]?.with(metadata)
  }

  private static func time(using random: inout SeededGenerator) -> Timestamp {
    Timestamp(seconds: Int64.random(in: 0..<5, using: &random), nanoseconds: 0)
  }

  private mutating func put(
    _ content: MirrorNode.Content, at path: MirrorPath, using random: inout SeededGenerator
  ) {
    guard let name = path.names.last else { return }
    var metadata = MirrorTree.plain
    if random.chance(2) { metadata.modified = Self.time(using: &random) }
    entries[path] = MirrorNode(name: name, metadata: metadata, content: content)
  }

  private mutating func leafOrFolder(using random: inout SeededGenerator) -> MirrorNode.Content {
    random.chance(3) ? .folder([]) : leaf(using: &random)
  }

  private mutating func leaf(using random: inout SeededGenerator) -> MirrorNode.Content {
    let number = UInt8.random(in: 0..<5, using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .symlink(target: [number], sha256: .filled(number))
    case 1: return .special(number < 2 ? .fifo : .socket, device: 0)
    case 2, 3, 4, 5: return .numbered(number)
    default:
      unused += 1
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: unused >> (8 * $0)) }
      let content = ContentID(Bytes32(bytes + bytes + bytes + bytes) ?? .zero)
      return .file(content, size: unused)
    }
  }

  private mutating func removeBelow(_ path: MirrorPath) {
    for other in entries.keys where other.isInside(path) { entries[other] = nil }
  }

  private func anyPath(using random: inout SeededGenerator) -> MirrorPath? {
    entries.keys.filter { $0 != .root }.sorted().randomElement(using: &random)
  }

  private func freePath(using random: inout SeededGenerator) -> MirrorPath? {
    let folders = entries.filter { $0.value.isFolder && $0.key.names.count < Self.maxDepth }
    guard let folder = folders.keys.sorted().randomElement(using: &random) else { return nil }
    let path = folder.appending(Self.names.randomElement(using: &random, or: fileName("a")))
    return entries[path] == nil ? path : nil
  }
}

extension SeededGenerator {
  /// True once in so many times.
  mutating func chance(_ times: Int) -> Bool {
    Int.random(in: 0..<times, using: &self) == 0
  }
}

extension Collection {
  func randomElement(using random: inout SeededGenerator, or other: Element) -> Element {
    randomElement(using: &random) ?? other
  }
}
