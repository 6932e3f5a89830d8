import Format
import Pipelines
import Storage
import TestSupport
import Testing

@testable import Repository

/// A whole repository with one snapshot, to be damaged and checked.
///
/// `/` has the file `z` of four chunks and the folder `sub`; `sub` has `x` of two chunks and `y`, a
/// delta.
final class CheckedRepository {
  // Made once: that takes some scrypt.
  private static let empty = Result {
    let storage = MemoryStorage()
    return (files: storage, created: try create(storage, seed: 1, packBytes: 65_536))
  }

  let test: TestRepository
  /// Packs of the chunks of `x` and `z`, of the base of `y`, of `y`, and of both trees.
  private(set) var packs: [String: IndexedPack] = [:]
  private(set) var session: SessionID
  let snapshot: Snapshot
  /// The chunks of `z`.
  let chunks: [PendingChunk]

  init() throws {
    let template = try Self.empty.get()
    let storage = MemoryStorage(template.files.files)
    let opened = template.created.repository
    let test = try TestRepository(
      Repository(
        storage: storage, keyring: opened.keyring, config: opened.config,
        surroundings: opened.surroundings, keySlot: opened.keySlot),
      storage, seed: 2)
    self.test = test
    let x = try (0..<2).map { _ in try test.full(test.random.bytes(10_000)) }
    chunks = try (0..<4).map { _ in try test.full(test.random.bytes(9000)) }
    let base = test.random.bytes(20_000)
    let delta = try test.delta(base + [1, 2, 3], base: base)
    let sub = try test.tree([.file("x", x), .file("y", [delta])])
    let root = try test.tree([.folder("sub", sub), .file("z", chunks)])
    packs = [
      "x": try test.store([try test.frame([x[0]]), try test.frame([x[1]])]),
      "z": try test.store([try test.frame(Array(chunks[..<3])), try test.frame([chunks[3]])]),
      "base": try test.store([try test.frame([try test.full(base)])]),
      "y": try test.store([try test.frame([delta])]),
      "trees": try test.store([try test.frame([sub, root], .tree)]),
    ]
    snapshot = .test(root: TreeReference(id: root.entry.id, isList: false))
    session = try test.commit(Array(packs.values), snapshot: snapshot)
  }

  func path(_ pack: String) -> RepositoryPath {
    packs[pack].map { .pack($0.id) } ?? .readme
  }

  /// Where the name of a pack's file is said in a finding.
  func name(_ pack: String) -> String { path(pack).name }

  func check(
    _ depth: Check.Depth = .allData, on storage: (any Storage)? = nil,
    folder: IndexFolder = IndexFolder(nil), cancellation: Cancellation = Cancellation()
  ) throws -> CheckReport {
    let repository = Repository(
      storage: storage ?? test.storage, keyring: test.repository.keyring,
      config: test.repository.config, surroundings: test.repository.surroundings, keySlot: nil)
    return try Check(
      repository, depth: depth, indexFolder: folder, workers: 2, cancellation: cancellation,
      counters: CheckCounters()
    ).run()
  }
}

extension Node {
  fileprivate static func named(_ name: String, _ content: Content) -> Node {
    guard let fileName = FileName(name.utf8) else { fatalError("a name: \(name)") }
    return Node(
      name: fileName,
      owner: Owner(permissions: 0o644, userID: 1, groupID: 1, user: "u", group: "g"),
      modified: Timestamp(seconds: 1, nanoseconds: 0), content: content)
  }

  /// A file of these chunks; of their length unless another is given.
  static func file(_ name: String, _ chunks: [PendingChunk], size: Int? = nil) -> Node {
    let length = size ?? chunks.reduce(0) { $0 + $1.entry.rawLength }
    return named(
      name,
      .file(size: UInt64(length), ids: chunks.map(\.entry.id), idsNameLists: false, holes: []))
  }

  static func folder(_ name: String, _ tree: PendingChunk) -> Node {
    named(name, .folder(TreeReference(id: tree.entry.id, isList: tree.entry.kind == .treeList)))
  }
}

extension TestRepository {
  func tree(_ nodes: [Node]) throws -> PendingChunk {
    try full(TreePiece(nodes: nodes).encoded(), .treePiece)
  }
}

extension CheckReport {
  /// "damage: problem @ location", sorted.
  var texts: [String] {
    findings.map { "\($0.weight): \($0.problem) @ \($0.location)" }.sorted()
  }

  func has(_ weight: Finding.Weight, _ problem: String, at location: String = "") -> Bool {
    findings.contains {
      $0.weight == weight && $0.problem.contains(problem) && $0.location.contains(location)
    }
  }
}
