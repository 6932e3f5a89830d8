import Format
import Glibc
import Repository
import Snapshots
import SystemPackage

/// A path of which versions are wanted, as it was typed.
struct VersionedPath {
  let typed: String
  /// The snapshots whose versions count, ascending by time.
  let snapshots: [CatalogedSnapshot]
  /// In the order in which they are tried.
  let places: [VersionSearch.Place]

  /// `SNAP:PATH` means the set of that snapshot; anything else a path of this machine, or where
  /// nothing is there, one in snapshots. What has a slash before its first colon is no `SNAP:PATH`.
  init(
    _ typed: String, among filters: FilterOptions, in reading: RepositoryReading,
    _ invocation: Invocation
  ) throws {
    self.typed = typed
    let bytes = NameText.bytes(typed)
    let start = bytes.prefix { $0 != UInt8(ascii: "/") }
    if start.contains(UInt8(ascii: ":")), (try? SnapshotName(parsing: bytes)) != nil {
      let (snapshot, path) = try invocation.find(
        typed, among: filters, in: reading, for: .reading)
      let set = SnapshotSet(of: snapshot.snapshot)
      snapshots = try filters.applied(to: reading.catalog).filter { set.contains($0.snapshot) }
      places = [.inSnapshots(path)]
    } else {
      snapshots = try filters.filled(from: invocation.settings.profile)
        .applied(to: reading.catalog)
      let path = try AbsolutePath.make(bytes)
      let absolute = VersionSearch.Place.onMachine(path.bytes)
      places = Self.meansMachine(bytes, path) ? [absolute] : [absolute, .inSnapshots(bytes)]
    }
  }

  /// Whether it is a path of this machine and nothing else: what is there now, or is named from
  /// here, must not turn out to be some other file of that name.
  private static func meansMachine(_ typed: [UInt8], _ path: FilePath) -> Bool {
    let slash = UInt8(ascii: "/")
    let names = typed.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
    return typed.first == slash || names.contains(".") || names.contains("..")
      || path.withPlatformString { faccessat(AT_FDCWD, $0, F_OK, AT_SYMLINK_NOFOLLOW) } == 0
  }

  /// One for each set that has the path; throws `failed` if there is none.
  func histories(_ search: VersionSearch) throws -> [PathHistory] {
    for place in places {
      let histories = try search.histories(of: place, in: snapshots)
      if !histories.isEmpty { return histories }
    }
    let count = Wording.count(UInt64(snapshots.count), "snapshot")
    throw Failure(
      .failed, "nothing in \(count) is called \(Printable.text(typed))",
      advice: try advice(search))
  }

  private func advice(_ search: VersionSearch) throws -> String {
    for place in places {
      guard let found = try search.neighbours(of: place, in: snapshots) else { continue }
      let names = found.names.map(\.lossyText)
      guard let name = Suggestion.nearest(to: found.missing.lossyText, in: names) else { continue }
      let folder = found.folder.map(\.lossyText)
      return "Did you mean \((folder + [name]).joined(separator: "/"))?"
    }
    guard let name = NameText.bytes(typed).split(separator: UInt8(ascii: "/")).last else {
      return "See what is saved: martlet snapshots"
    }
    return "Look for it: martlet find "
      + ShellWord.quoted("*\(Printable.text(Array(name)))*")
  }
}
