import FileTree
import Format
import Pipelines
import Repository
import Sealing
import Snapshots
import SystemPackage

/// What the planner asks that only the repository can answer.
///
/// The planner cannot fail; what goes wrong here is kept, and whoever planned throws it.
final class MirrorSources: Sendable {
  /// Larger texts, and more of them in all, are not merged.
  private static let maxTextBytes = 4 << 20
  private static let maxMergedBytes = 64 << 20
  /// Snapshots in which an older version is looked for, newest first.
  private static let maxOlderSnapshots = 16

  private struct State {
    var digests: [ContentID: Bytes32] = [:]
    var merged: [MirrorOptions.MergeRequest: MirrorOptions.MergedFile?] = [:]
    var mergedBytes = 0
    var failure: (any Error)?
  }

  let book: ContentBook
  private let repository: Repository
  private let reading: RepositoryReading
  private let cache: FrameCache
  private let state = Monitor(State())

  init(
    _ repository: Repository, _ reading: RepositoryReading, cache: FrameCache, book: ContentBook
  ) {
    self.repository = repository
    self.reading = reading
    self.cache = cache
    self.book = book
  }

  /// Throws what has gone wrong while a plan was made.
  func check() throws {
    if let failure = state.access({ $0.failure }) { throw failure }
  }

  func options(_ request: MirrorRequest, a: MirrorRoot, b: MirrorRoot) -> MirrorOptions {
    var options = MirrorOptions(a: a, b: b, digest: { self.digest(of: $0) })
    options.direction = request.direction
    options.comparison = request.comparison
    options.conflicts = request.conflicts
    options.settled = request.settled
    options.renames = request.renames
    if let merge = request.textMerge { options.textMerge = { self.merged($0, merge) } }
    return options
  }

  private func attempt<Value>(_ fallback: Value, _ body: () throws -> Value) -> Value {
    do {
      return try body()
    } catch {
      state.access { $0.failure = $0.failure ?? error }
      return fallback
    }
  }

  private func contents() throws(RepositoryError) -> NodeContents {
    try NodeContents(repository, reading, cache: cache)
  }

  private func digest(of content: ContentID) -> Bytes32 {
    if let known = state.access({ $0.digests[content] }) { return known }
    let digest = attempt(content.bytes) {
      switch try book.bytes(of: content) {
      case .node(let node): try contents().digest(node)
      case .text(let text): try SHA256.hash(text)
      }
    }
    state.access { $0.digests[content] = digest }
    return digest
  }

  // MARK: - Texts

  private func merged(
    _ request: MirrorOptions.MergeRequest, _ merge: MirrorRequest.TextMerge
  ) -> MirrorOptions.MergedFile? {
    if let known = state.access({ $0.merged[request] }) { return known }
    let file = attempt(nil) { try self.file(request, merge) }
    state.access { $0.merged[request] = .some(file) }
    return file
  }

  private func file(
    _ request: MirrorOptions.MergeRequest, _ merge: MirrorRequest.TextMerge
  ) throws -> MirrorOptions.MergedFile? {
    guard let baseline = try text(request.baseline), let a = try text(request.a),
      let b = try text(request.b), let text = merge(baseline, a, b)
    else { return nil }
    let isRoom = state.access { state in
      state.mergedBytes += text.count
      return state.mergedBytes <= Self.maxMergedBytes
    }
    guard isRoom else { return nil }
    let content = try ContentNaming().name(text: text)
    book.add(content, .text(text))
    return MirrorOptions.MergedFile(content, size: UInt64(text.count))
  }

  private func text(_ content: ContentID) throws -> [UInt8]? {
    guard let node = book.node(of: content) else { return nil }
    return try contents().bytes(of: node, atMost: Self.maxTextBytes)
  }
}

extension MirrorSources {
  /// The contents that a path had on either side in the snapshots of the set before `time`.
  func olderContents(
    _ request: MirrorRequest, before time: Timestamp
  ) -> MirrorOptions.OlderContents {
    let snapshots = reading.catalog.snapshots.filter {
      $0.snapshot.set == request.set && $0.snapshot.time < time
    }.suffix(Self.maxOlderSnapshots)
    let roots = [request.a.path.bytes, request.b.path.bytes]
    return { path in
      let places = roots.map { path.names.reduce($0) { $0 + [UInt8(ascii: "/")] + $1.bytes } }
      return self.attempt([]) {
        try snapshots.reversed().flatMap { try self.contents(of: places, in: $0) }
      }
    }
  }

  private func contents(
    of places: [[UInt8]], in snapshot: CatalogedSnapshot
  ) throws -> [ContentID] {
    let naming = try ContentNaming()
    let view = try SnapshotView(snapshot, repository, reading, cache: cache)
    return try places.compactMap { place -> ContentID? in
      guard let node = try view.entry(ifAtAbsolute: place)?.node,
        case .file(let content, _) = try naming.leaf(node)
      else { return nil }
      return content
    }
  }
}
