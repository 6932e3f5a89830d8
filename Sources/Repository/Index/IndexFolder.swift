import Format
import Glibc
import Sealing
package import SystemPackage

/// The local copies of index runs, merged into few tables: a folder of the cache, rebuilt when lost.
///
/// A table is named by the runs it holds and is used only where all of them are in force, so a table
/// of another state is never trusted. Files appear by rename, whole, and are never changed; several
/// processes may use and renew the folder at once.
package struct IndexFolder: Sendable {
  private let path: FilePath?

  /// `nil` keeps everything in anonymous memory for the life of the process.
  package init(_ path: FilePath?) {
    self.path = path
  }

  /// Tables that hold exactly `runs`, of which those that no stored table holds are fetched.
  ///
  /// A run that cannot be fetched is left out and reported in `missing`.
  func tables(
    for runs: [LiveIndexRun],
    fetch: (LiveIndexRun) throws(RepositoryError) -> IndexRun
  ) throws(RepositoryError) -> (tables: [IndexTable], missing: [RepositoryError]) {
    var wanted = Set(runs)
    var tables: [IndexTable] = []
    let stored = storedTables(within: wanted).sorted { $0.entryCount > $1.entryCount }
    for table in stored where table.runs.allSatisfy(wanted.contains) {
      wanted.subtract(table.runs)
      tables.append(table)
    }
    var missing: [RepositoryError] = []
    var added: [IndexTable] = []
    for run in LiveIndexRun.ascending(wanted) {
      do throws(RepositoryError) {
        added.append(try table(of: try fetch(run), named: run))
      } catch {
        guard error.code == .damaged else { throw error }
        missing.append(error)
      }
    }
    return (added.isEmpty ? tables : try merged(tables, adding: added), missing)
  }

  /// Small tables are merged into the next larger one as long as that is not more than twice their
  /// size together: an entry is copied once for every doubling of the index.
  private func merged(
    _ stored: [IndexTable], adding added: [IndexTable]
  ) throws(RepositoryError) -> [IndexTable] {
    var kept = stored.sorted { $0.entryCount > $1.entryCount }
    var group = added
    while let next = kept.last,
      next.entryCount <= 2 * group.reduce(0, { $0 + $1.entryCount }) || kept.count >= 8
    {
      group.append(next)
      kept.removeLast()
    }
    guard path != nil || group.count > 1 else { return kept + group }
    return kept + [try merge(group)]
  }

  /// A table of one run, in anonymous memory; without a name it is never stored.
  func table(
    of run: IndexRun, named name: LiveIndexRun? = nil
  ) throws(RepositoryError) -> IndexTable {
    let layout = IndexTableLayout(run, runs: name == nil ? 0 : 1)
    do {
      let memory = try IndexMemory.anonymous(layout.byteCount)
      try IndexTableBuilder(layout, filling: memory.bytes).fill(run, named: name)
      return IndexTable(
        layout: layout, region: UnsafeRawBufferPointer(memory.bytes), owner: memory)
    } catch {
      throw Self.noMemory(error)
    }
  }

  /// One table of all of `tables`, in a file where the folder can take it, in memory otherwise: a
  /// full cache disk must not stop a backup.
  private func merge(_ tables: [IndexTable]) throws(RepositoryError) -> IndexTable {
    let layout = IndexTableLayout(merging: tables)
    do {
      if let path, let table = try? merge(tables, layout, into: path) {
        remove(tables, besides: table, from: path)
        return table
      }
      let memory = try IndexMemory.anonymous(layout.byteCount)
      try IndexTableBuilder(layout, filling: memory.bytes).fill(merging: tables)
      return IndexTable(
        layout: layout, region: UnsafeRawBufferPointer(memory.bytes), owner: memory)
    } catch {
      throw Self.noMemory(error)
    }
  }

  private func merge(
    _ tables: [IndexTable], _ layout: IndexTableLayout, into folder: FilePath
  ) throws -> IndexTable {
    let name = try Self.fileName(of: tables.flatMap(\.runs))
    let temporary = folder.appending("\(name).\(getpid()).tmp")
    defer { _ = temporary.withPlatformString { unlink($0) } }
    let memory = try IndexMemory.creating(temporary, count: layout.byteCount)
    try IndexTableBuilder(layout, filling: memory.bytes).fill(merging: tables)
    let final = folder.appending(name)
    let code = temporary.withPlatformString { old in
      final.withPlatformString { new in rename(old, new) }
    }
    guard code == 0 else { throw Errno(rawValue: errno) }
    return IndexTable(layout: layout, region: UnsafeRawBufferPointer(memory.bytes), owner: memory)
  }

  private static func fileName(of runs: [LiveIndexRun]) throws(SealingError) -> String {
    let hash = try SHA256()
    for run in LiveIndexRun.ascending(runs) { try hash.update(run.fileHash.bytes) }
    return "index-" + Hex.encode(try hash.finish().bytes.prefix(16))
  }

  private static func noMemory(_ error: any Error) -> RepositoryError {
    RepositoryError(
      .failed, "no memory for the local index", at: "\(error)",
      advice: "close other programs, or run it on a machine with more memory", cause: error)
  }
}

// MARK: the folder

extension IndexFolder {
  /// Every stored table whose runs are all in force; the others are of no use any more and go.
  private func storedTables(within runs: Set<LiveIndexRun>) -> [IndexTable] {
    guard let path else { return [] }
    var tables: [IndexTable] = []
    for name in Self.names(in: path) where name.hasPrefix("index-") && !name.hasSuffix(".tmp") {
      let file = path.appending(name)
      if let memory = try? IndexMemory.reading(file),
        let table = try? IndexTable.opening(UnsafeRawBufferPointer(memory.bytes), owner: memory),
        table.runs.count == table.layout.runCount, table.runs.allSatisfy(runs.contains)
      {
        tables.append(table)
      } else {
        _ = file.withPlatformString { unlink($0) }
      }
    }
    return tables
  }

  private func remove(_ tables: [IndexTable], besides kept: IndexTable, from folder: FilePath) {
    for table in tables {
      guard let name = try? Self.fileName(of: table.runs),
        name != (try? Self.fileName(of: kept.runs))
      else { continue }
      _ = folder.appending(name).withPlatformString { unlink($0) }
    }
  }

  private static func names(in folder: FilePath) -> [String] {
    let opened = folder.withPlatformString { opendir($0) }
    guard let stream = opened else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      names.append(name)
    }
    return names
  }
}
