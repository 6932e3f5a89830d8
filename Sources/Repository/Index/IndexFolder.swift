import Format
import Sealing
package import SystemPackage

/// The local copies of index runs, merged into few tables: a folder of the cache, rebuilt when
/// lost.
///
/// A table is named by the runs it holds and is used only where all of them are in force, so a
/// table of another state is never trusted. Files appear by rename, whole and synced, and are never
/// changed; several processes may use and renew the folder at once: what one takes away the others
/// keep mapped, or make again.
package struct IndexFolder: Sendable {
  /// Tables made in anonymous memory are put into a file when they are larger together.
  static let maxAnonymousBytes = 24 << 20
  /// A lookup asks every table.
  static let maxTables = 8

  private let files: IndexFiles?
  private let maxAnonymousBytes: Int

  /// What becomes of the files in the folder.
  package enum Access: Sendable {
    case renewed
    /// None is made, none goes; what they lack stays in anonymous memory.
    case onlyRead
  }

  /// `nil` keeps everything in anonymous memory for the life of the process.
  package init(_ path: FilePath?, _ access: Access = .renewed) {
    self.init(path, access, maxAnonymousBytes: Self.maxAnonymousBytes)
  }

  init(_ path: FilePath?, _ access: Access = .renewed, maxAnonymousBytes: Int) {
    files = path.map { IndexFiles($0, access) }
    self.maxAnonymousBytes = maxAnonymousBytes
  }

  /// Tables that hold exactly `runs`, of which those that no stored table holds are fetched.
  ///
  /// A run that cannot be fetched because it is damaged is left out and reported in `missing`.
  func tables(
    for runs: [LiveIndexRun],
    fetch: (LiveIndexRun) throws(RepositoryError) -> IndexRun
  ) throws(RepositoryError) -> (tables: [IndexTable], missing: [RepositoryError]) {
    var wanted = Set(runs)
    let stored = files?.take(&wanted) ?? []
    var missing: [RepositoryError] = []
    var added: [IndexTable] = []
    for run in LiveIndexRun.ascending(wanted) {
      do throws(RepositoryError) {
        added.append(try Self.table(of: try fetch(run), named: run))
      } catch {
        guard error.code == .damaged else { throw error }
        missing.append(error)
      }
      added = spilled(added)
    }
    guard !added.isEmpty || stored.count > Self.maxTables else { return (stored, missing) }
    return (try merged(stored, adding: added), missing)
  }

  /// Forgets every stored table: the next ones are made from the repository alone.
  func clear() {
    files?.removeAll()
  }

  /// The same tables with those in anonymous memory as one file, if they are many.
  private func spilled(_ tables: [IndexTable]) -> [IndexTable] {
    let anonymous = tables.filter(\.isAnonymous)
    let bytes = anonymous.reduce(0) { $0 + $1.layout.byteCount }
    guard bytes > maxAnonymousBytes, let file = try? files?.merge(anonymous) else { return tables }
    return tables.filter { !$0.isAnonymous } + [file]
  }

  /// Small tables are merged into the next larger one as long as that is not more than twice their
  /// size together, so an entry is copied once for every doubling of the index; and as long as
  /// there are too many.
  private func merged(
    _ stored: [IndexTable], adding added: [IndexTable]
  ) throws(RepositoryError) -> [IndexTable] {
    var kept = stored.sorted { $0.entryCount > $1.entryCount }
    var group = added
    while let next = kept.last,
      next.entryCount <= 2 * group.reduce(0, { $0 + $1.entryCount })
        || kept.count >= Self.maxTables
    {
      group.append(next)
      kept.removeLast()
    }
    if let files, let table = try? files.merge(group) { return kept + [table] }
    // A full disk of the cache must not stop a backup: what is in files stays as it is.
    return kept + group.filter { !$0.isAnonymous } + (try Self.merge(group.filter(\.isAnonymous)))
  }

  /// A table of one run, in anonymous memory; without a name it is never stored.
  static func table(
    of run: IndexRun, named name: LiveIndexRun? = nil
  ) throws(RepositoryError) -> IndexTable {
    try anonymous(IndexTableLayout(run, runs: name == nil ? 0 : 1)) {
      (builder) throws(SealingError) in
      try builder.fill(run, named: name)
    }
  }

  private static func merge(_ tables: [IndexTable]) throws(RepositoryError) -> [IndexTable] {
    guard tables.count > 1 else { return tables }
    let table = try anonymous(IndexTableLayout(merging: tables)) {
      (builder) throws(SealingError) in
      try builder.fill(merging: tables)
    }
    return [table]
  }

  private static func anonymous(
    _ layout: IndexTableLayout, _ fill: (IndexTableBuilder) throws(SealingError) -> Void
  ) throws(RepositoryError) -> IndexTable {
    do {
      let memory = try IndexMemory.anonymous(layout.byteCount)
      try fill(IndexTableBuilder(layout, filling: memory.bytes))
      return IndexTable(layout: layout, memory: memory)
    } catch {
      throw RepositoryError(
        .failed, "no memory for the local index", at: "\(error)",
        advice: "close other programs, or run it on a machine with more memory", cause: error)
    }
  }
}
