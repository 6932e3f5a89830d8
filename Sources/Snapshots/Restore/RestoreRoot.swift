import Format
import Repository
import SystemPackage

/// A part of a snapshot and the folder that it goes into.
struct RestoreRoot {
  /// What goes into the folder.
  enum Part {
    /// Everything in the folder of the snapshot; the node is its own.
    case contents(Node, TreeReference)
    /// These entries; of several sources, or one that is no folder.
    case entries([Node])
  }

  let part: Part
  let target: FilePath
  /// Where each entry of the part was when it was saved, or the folder whose contents it is.
  private let originals: [[UInt8]]
  /// The path, relative to the target, of what alone is restored; empty for all of it.
  private let named: [UInt8]
  /// Before paths in reports.
  let label: [UInt8]
  /// How folders above the target are made that are missing.
  let parents: RestoreTarget.Parents

  /// Whether the target then holds what the snapshot has in its place and nothing else.
  var isWhole: Bool {
    if case .contents = part { true } else { false }
  }

  var isInPlace: Bool { parents == .ordinary }

  func scope(_ selection: RestoreSelection) -> RestoreScope {
    RestoreScope(selection: selection, part: named)
  }

  /// A path relative to the target, as reports name it.
  func reported(_ path: [UInt8]) -> [UInt8] {
    label.isEmpty ? path : label + (label.last == slash ? [] : [slash]) + path
  }

  /// Those of the paths that lie in the part, relative to the target.
  func relativePaths(of paths: [[UInt8]]) -> Set<[UInt8]> {
    var found: Set<[UInt8]> = []
    for (number, original) in originals.enumerated() {
      let start = original.last == slash ? original : original + [slash]
      for path in paths {
        switch part {
        case .contents where path == original: found.insert([])
        case .contents where path.starts(with: start): found.insert(Array(path[start.count...]))
        case .entries(let nodes) where path.starts(with: start):
          found.insert(nodes[number].name.bytes + path[(start.count - 1)...])
        case .entries(let nodes) where path == original: found.insert(nodes[number].name.bytes)
        default: break
        }
      }
    }
    return found
  }

  /// What a request means for a snapshot: one root, or in place one for each source.
  static func roots(
    of request: RestoreRequest, _ view: SnapshotView
  ) throws(RepositoryError) -> [RestoreRoot] {
    let entry = try view.entry(at: request.path)
    switch request.target {
    case .folder(let path):
      return [
        RestoreRoot(
          try part(of: entry, view), into: path, originals: try originals(of: entry, view),
          label: [], parents: .closed, named: [])
      ]
    case .inPlace:
      guard entry.node == nil else { return [try root(inPlaceOf: entry, view)] }
      var roots: [RestoreRoot] = []
      for source in try view.children(of: entry) { roots.append(try root(inPlaceOf: source, view)) }
      return roots
    }
  }

  private init(
    _ part: Part, into target: FilePath, originals: [[UInt8]], label: [UInt8],
    parents: RestoreTarget.Parents, named: [FileName]
  ) {
    self.named = Array(named.map(\.bytes).joined(separator: [slash]))
    self.part = part
    self.target = target
    self.originals = originals
    self.label = label
    self.parents = parents
  }

  private static func part(
    of entry: SnapshotView.Entry, _ view: SnapshotView
  ) throws(RepositoryError) -> Part {
    switch entry.node?.content {
    case nil: .entries(try view.children(of: entry).compactMap(\.node))
    case .folder(let tree)?: entry.node.map { .contents($0, tree) } ?? .entries([])
    default: .entries([entry.node].compactMap { $0 })
    }
  }

  private static func originals(
    of entry: SnapshotView.Entry, _ view: SnapshotView
  ) throws(RepositoryError) -> [[UInt8]] {
    guard entry.node == nil else { return [view.originalPath(of: entry)] }
    return try view.children(of: entry).map { view.originalPath(of: $0) }
  }

  /// The source that the entry is in goes to its own path, of which then only the entry is
  /// restored: on the way to it no link is followed. A source that is no folder goes under its own
  /// name into the folder above.
  private static func root(
    inPlaceOf entry: SnapshotView.Entry, _ view: SnapshotView
  ) throws(RepositoryError) -> RestoreRoot {
    let source = try view.source(of: entry)
    let path = FilePath(bytes: view.originalPath(of: source))
    guard !path.starts(with: StreamSource.folder) else {
      throw RepositoryError(
        .refused, "it was not saved from a file, but from a pipe", at: path.string,
        advice: "say where it is to go: --to FOLDER")
    }
    guard let node = source.node, node.kind != .folder else {
      return RestoreRoot(
        try part(of: source, view), into: path, originals: [path.bytes], label: path.bytes,
        parents: .ordinary, named: Array(entry.path.dropFirst(source.path.count)))
    }
    // A source that shares its name with another has a number in the snapshot.
    let name = path.lastComponent.flatMap { FileName($0.bytes) } ?? node.name
    let above = path.removingLastComponent()
    return RestoreRoot(
      .entries([node.named(name)]), into: above, originals: [path.bytes], label: above.bytes,
      parents: .ordinary, named: [])
  }
}

extension SnapshotView {
  /// The source that an entry lies in.
  fileprivate func source(of entry: Entry) throws(RepositoryError) -> Entry {
    guard snapshot.snapshot.sources.count > 1 else { return root }
    return try children(of: root).first { $0.name == entry.path.first } ?? entry
  }

  /// Where an entry was when it was saved.
  func originalPath(of entry: Entry) -> [UInt8] {
    let sources = snapshot.snapshot.sources
    let names = entry.path
    let index = sources.count == 1 ? 0 : sourceNames.firstIndex { $0 == names.first } ?? 0
    let below = sources.count == 1 ? names[...] : names.dropFirst()
    var path = sources.indices.contains(index) ? sources[index] : [slash]
    for name in below { path += (path.last == slash ? [] : [slash]) + name.bytes }
    return path
  }
}

extension Node {
  /// The same under another name.
  func named(_ name: FileName) -> Node {
    Node(
      name: name, owner: owner, modified: modified, content: content,
      hardLinkGroup: hardLinkGroup, attributes: attributes)
  }
}

extension FilePath {
  init(bytes: [UInt8]) {
    self.init(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
  }
}

private let slash = UInt8(ascii: "/")
