import Format
import Storage

/// The records about snapshots that no other record supersedes (FORMAT.md 8.2).
struct RecordReader {
  private let standing: [SnapshotID: [(name: UInt64, record: SnapshotRecord)]]
  /// Every record that is there, with what it says of which snapshot.
  private let records: [UInt64: SnapshotRecord]
  private let paths: [UInt64: RepositoryPath]

  /// No prune takes anything away so often; a storage that lists what it does not have might.
  private static let maxAttempts = 100

  /// Reads every record that is there; `damage` takes in what cannot be read.
  static func load(
    _ files: SealedFiles, _ damage: inout [RepositoryError]
  ) throws(RepositoryError) -> RecordReader {
    var attempt = 0
    while true {
      attempt += 1
      var failures: [RepositoryPath: RepositoryError] = [:]
      let reader = try load(names(files), files, &failures)
      // What a prune has taken away since it was listed is not missing. It is not just left out
      // either: a record that has replaced it may have come after the listing.
      let there = failures.isEmpty ? [] : Set(try names(files).map(RepositoryPath.record))
      if there.isSuperset(of: failures.keys) || attempt == maxAttempts {
        damage += failures.sorted { $0.key.name < $1.key.name }.map(\.value)
        return reader
      }
    }
  }

  private static func names(
    _ files: SealedFiles
  ) throws(RepositoryError) -> [(SessionID, UInt64)] {
    try files.list("snapshots").compactMap { file -> (SessionID, UInt64)? in
      if case .record(let session, let name)? = RepositoryPath(name: file.name) {
        (session, name)
      } else {
        nil
      }
    }
  }

  private static func load(
    _ names: [(SessionID, UInt64)], _ files: SealedFiles,
    _ failures: inout [RepositoryPath: RepositoryError]
  ) throws(RepositoryError) -> RecordReader {
    var records: [UInt64: SnapshotRecord] = [:]
    let found = try files.readAll(names.map(RepositoryPath.record), Self.read)
    for (name, result) in zip(names, found) {
      do throws(RepositoryError) {
        records[name.1] = try result.get()
      } catch {
        guard error.code == .damaged else { throw error }
        failures[.record(name.0, name.1)] = error
      }
    }
    let superseded = Set(records.values.flatMap(\.superseded))
    var standing: [SnapshotID: [(name: UInt64, record: SnapshotRecord)]] = [:]
    for (name, record) in records.sorted(by: { $0.key < $1.key }) where !superseded.contains(name) {
      standing[record.snapshot, default: []].append((name, record))
    }
    let paths = Dictionary(
      names.map { ($0.1, RepositoryPath.record($0.0, $0.1)) }, uniquingKeysWith: { $1 })
    return RecordReader(standing: standing, records: records, paths: paths)
  }

  @Sendable private static func read(
    _ path: RepositoryPath, _ reader: SealedFileReader
  ) throws(RepositoryError) -> SnapshotRecord {
    let payload = try reader.read(path).payload
    do throws(FormatError) {
      return try SnapshotRecord(decoding: payload)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }

  /// The records of one type that count, by the number in their names.
  func standing(_ kind: SnapshotRecord.Kind, on snapshot: SnapshotID) -> [UInt64] {
    (standing[snapshot] ?? []).filter { $0.record.kind == kind }.map(\.name)
  }

  /// Records that may go without anything being said otherwise: about snapshots that are not among
  /// these, and of those that another supersedes the ones that supersede none that is there, so
  /// that none stands again, in whatever order they go.
  func idle(besides snapshots: Set<SnapshotID>) -> [RepositoryPath] {
    let superseded = Set(records.values.flatMap(\.superseded))
    return records.compactMap { name, record in
      let isIdle =
        !snapshots.contains(record.snapshot)
        || superseded.contains(name) && !record.superseded.contains { records[$0] != nil }
      return isIdle ? paths[name] : nil
    }
  }

  /// Sessions of whose snapshots a record says that they are forgotten: a verdict may have dropped
  /// one whose body it did not condemn.
  var forgottenSessions: Set<SessionID> {
    Set(
      paths.compactMap { name, path in
        guard case .record(let session, _) = path, records[name]?.statement == .forgotten(true)
        else { return nil }
        return session
      })
  }

  /// Records about other snapshots.
  func about(noneOf snapshots: Set<SnapshotID>) -> [RepositoryPath] {
    records.compactMap { snapshots.contains($0.value.snapshot) ? nil : paths[$0.key] }
  }

  /// Several standing records of one type are joined: no clock orders them [8.2-b].
  func remarks(on snapshot: SnapshotID) -> Remarks {
    var remarks = Remarks()
    for (_, record) in standing[snapshot] ?? [] {
      switch record.statement {
      case .tags(let tags): remarks.tags = Set(remarks.tags).union(tags).sorted()
      case .note(""): continue
      case .note(let note): remarks.note = remarks.note.map { "\($0)\n\(note)" } ?? note
      case .pin(let isPinned): remarks.isPinned = remarks.isPinned || isPinned
      case .forgotten(let isForgotten):
        remarks.isForgotten = remarks.isForgotten || isForgotten
      }
    }
    return remarks
  }

  /// The same of a snapshot about which `earlier` was known: somebody may have said more since, and
  /// a prune may be taking away what was said.
  func remarks(on snapshot: SnapshotID, after earlier: Remarks) -> Remarks {
    var remarks = remarks(on: snapshot)
    if standing(.tags, on: snapshot).isEmpty { remarks.tags = earlier.tags }
    if standing(.note, on: snapshot).isEmpty { remarks.note = earlier.note }
    if standing(.pin, on: snapshot).isEmpty { remarks.isPinned = earlier.isPinned }
    return remarks
  }
}
