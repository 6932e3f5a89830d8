package import Format
package import Pipelines
package import Repository

/// Follows paths through all snapshots.
package final class VersionSearch {
  /// Which path is meant.
  package enum Place: Equatable, Sendable {
    /// Absolute, on the machine of the snapshots.
    case onMachine([UInt8])
    /// As in a snapshot's name.
    case inSnapshots([UInt8])
  }

  private let repository: Repository
  private let reading: RepositoryReading
  private let cancellation: Cancellation
  private let cache = FrameCache()
  /// Any: others share its readers, and what it knows.
  private var view: SnapshotView?
  private var damagedPlaces: Set<String> = []
  /// What could not be read, each place once.
  package private(set) var damage: [RepositoryError] = []

  package init(
    _ repository: Repository, _ reading: RepositoryReading, cancellation: Cancellation
  ) {
    self.repository = repository
    self.reading = reading
    self.cancellation = cancellation
  }

  package func view(of snapshot: CatalogedSnapshot) throws(RepositoryError) -> SnapshotView {
    let next =
      if let view { try SnapshotView(snapshot, beside: view) } else {
        try SnapshotView(snapshot, repository, reading, cache: cache)
      }
    view = next
    return next
  }

  /// One history for each set that ever had the path, in the order of the sets' first snapshots.
  ///
  /// `snapshots` ascend by time. Throws `Cancelled`, and `RepositoryError` for all but damage.
  package func histories(
    of place: Place, in snapshots: [CatalogedSnapshot]
  ) throws -> [PathHistory] {
    try SnapshotSet.blocks(of: snapshots).compactMap { members in
      var builder = PathHistoryBuilder()
      for snapshot in members {
        try cancellation.check()
        try add(snapshot, place, to: &builder)
      }
      return builder.history
    }
  }

  private func add(
    _ snapshot: CatalogedSnapshot, _ place: Place, to builder: inout PathHistoryBuilder
  ) throws {
    do throws(RepositoryError) {
      let view = try view(of: snapshot)
      if let entry = try view.entry(ifAt: place) {
        builder.add(entry, in: view)
      } else if view.couldNotRead(place) {
        builder.addDoubt(in: snapshot)
      } else {
        builder.addAbsence(in: snapshot)
      }
    } catch {
      guard error.code == .damaged else { throw error }
      if damagedPlaces.insert(error.location).inserted { damage.append(error) }
      builder.addDoubt(in: snapshot)
    }
  }

  /// What the folder holds in which the path is missing: the path up to there, and the names; the
  /// deepest of those in the newest snapshots of all sets.
  package func neighbours(
    of place: Place, in snapshots: [CatalogedSnapshot]
  ) throws(RepositoryError) -> (missing: FileName, folder: [FileName], names: [FileName])? {
    var best: (missing: FileName, folder: [FileName], names: [FileName])?
    for members in SnapshotSet.blocks(of: snapshots) {
      guard let newest = members.last, case let view = try view(of: newest),
        let found = try view.neighbours(of: place)
      else { continue }
      if found.folder.count >= best?.folder.count ?? 0 { best = found }
    }
    return best
  }
}

extension SnapshotView {
  fileprivate func entry(ifAt place: VersionSearch.Place) throws(RepositoryError) -> Entry? {
    switch place {
    case .onMachine(let path): try entry(ifAtAbsolute: path)
    case .inSnapshots(let path): try entry(ifAt: path)
    }
  }

  /// Whether the backup says that the entry, or a folder above it, could not be read.
  fileprivate func couldNotRead(_ place: VersionSearch.Place) -> Bool {
    let path =
      switch place {
      case .onMachine(let path): path
      case .inSnapshots(let path):
        originalPath(of: Entry(path: Self.components(path), node: nil))
      }
    return snapshot.snapshot.unreadable.listed.contains { unreadable in
      path.starts(with: unreadable.path)
        && (path.count == unreadable.path.count
          || path[unreadable.path.count] == UInt8(ascii: "/"))
    }
  }

  /// Goes down as far as there is something.
  fileprivate func neighbours(
    of place: VersionSearch.Place
  ) throws(RepositoryError) -> (missing: FileName, folder: [FileName], names: [FileName])? {
    let (start, names): (Entry, [FileName])
    switch place {
    case .onMachine(let path):
      guard let source = source(above: path) else { return nil }
      (start, names) = source
    case .inSnapshots(let path): (start, names) = (root, Self.components(path))
    }
    var entry = start
    for name in names {
      guard let next = try child(name, of: entry) else {
        return (name, entry.path, try children(of: entry).compactMap(\.name))
      }
      entry = next
    }
    return nil
  }
}
