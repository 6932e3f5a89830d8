import Format
import Glibc
import Sealing
import SystemPackage

/// The files of an `IndexFolder`: "index-…" is a table, named by the hash of its runs, and
/// "index-….PID-k.tmp" one that its maker has locked while it fills it.
struct IndexFiles: Sendable {
  private static let prefix = "index-"
  private static let temporarySuffix = ".tmp"

  private let folder: FilePath
  private let access: IndexFolder.Access

  init(_ folder: FilePath, _ access: IndexFolder.Access) {
    self.folder = folder
    self.access = access
  }

  /// Opens tables that hold nothing but runs of `wanted`, each in one table only, and takes their
  /// runs out of it. All other files of the folder are of no use any more and go.
  func take(_ wanted: inout Set<LiveIndexRun>) -> [IndexTable] {
    var opened: [(table: IndexTable, name: String)] = []
    for name in names() {
      if name.hasSuffix(Self.temporarySuffix) {
        removeIfAbandoned(name)
      } else if let memory = try? IndexMemory.reading(folder.appending(name)) {
        if let table = try? IndexTable.opening(memory) {
          opened.append((table, name))
        } else {
          remove(name)
        }
      }
    }
    var taken: [IndexTable] = []
    // The largest first: of a merged table and its parts, which a stop in between leaves side by
    // side, the parts go.
    for (table, name) in opened.sorted(by: { $0.table.entryCount > $1.table.entryCount }) {
      let runs = table.runs
      if runs.count == table.layout.runCount, !runs.isEmpty, wanted.isSuperset(of: runs) {
        wanted.subtract(runs)
        taken.append(table)
      } else {
        remove(name)
      }
    }
    return taken
  }

  func removeAll() {
    for name in names() where !name.hasSuffix(Self.temporarySuffix) { remove(name) }
  }

  /// One table of all of `tables` in a new file, in place of those among them that are files.
  func merge(_ tables: [IndexTable]) throws -> IndexTable {
    guard access == .renewed else { throw Errno.readOnlyFileSystem }
    let layout = IndexTableLayout(merging: tables)
    let name = try Self.fileName(of: tables)
    let file = try NewIndexFile(in: folder, name: name, count: layout.byteCount)
    let memory = file.memory
    try IndexTableBuilder(layout, filling: memory.bytes).fill(merging: tables) {
      memory.releasePages()
      for table in tables { table.releasePages() }
    }
    try file.publish(as: folder.appending(name))
    memory.releasePages()
    for table in tables where !table.isAnonymous {
      if let old = try? Self.fileName(of: [table]), old != name { remove(old) }
    }
    return IndexTable(layout: layout, memory: memory)
  }

  private static func fileName(of tables: [IndexTable]) throws(SealingError) -> String {
    let hash = try SHA256()
    for run in LiveIndexRun.ascending(tables.flatMap(\.runs)) {
      try hash.update(run.fileHash.bytes)
    }
    return prefix + Hex.encode(try hash.finish().bytes.prefix(16))
  }

  private func remove(_ name: String) {
    guard access == .renewed else { return }
    _ = folder.appending(name).withPlatformString { unlink($0) }
  }

  /// A temporary file that nobody has locked was left by a process that was stopped.
  private func removeIfAbandoned(_ name: String) {
    guard access == .renewed else { return }
    let descriptor = folder.appending(name).withPlatformString {
      Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    }
    guard descriptor >= 0 else { return }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { remove(name) }
    close(descriptor)
  }

  private func names() -> [String] {
    let opened = folder.withPlatformString { opendir($0) }
    guard let stream = opened else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      // Past the pointer, not through the tuple, which is longer than the record may be.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = String(
        cString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
      if name.hasPrefix(Self.prefix) { names.append(name) }
    }
    return names
  }
}
