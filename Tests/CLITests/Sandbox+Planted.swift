import Format
import Sealing
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

extension Sandbox {
  /// Adds snapshots that hold what the newest one does and say otherwise what they like: of other
  /// days, sets and machines. Returns their IDs as `snapshots` shows them.
  @discardableResult
  func plant(_ changes: [(inout Snapshot) -> Void]) throws -> [String] {
    let storage = try LocalStorage.open(at: folder.appending("repository"))
    let password = try SecretBytes(copying: environment["MARTLET_PASSWORD"] ?? [])
    let surroundings = Surroundings.test(seed: UInt64.random(in: 0..<UInt64.max))
    let repository = try Repository.open(
      storage, with: .password(password), surroundings: surroundings)
    let catalog = try SnapshotCatalog.load(
      repository, state: try RepositoryState.load(repository))
    let newest = try #require(catalog.snapshots.last).snapshot
    return try changes.map { change in
      var snapshot = newest
      change(&snapshot)
      let session = try WriteSession(repository, purpose: .copy, indexFolder: IndexFolder(nil))
      return try #require(try session.commit(snapshot)).short
    }
  }

  /// The same, begun at these seconds since 1970.
  @discardableResult
  func plant(at seconds: Int64...) throws -> [String] {
    try plant(seconds.map { time in { $0.time = Timestamp(seconds: time, nanoseconds: 0) } })
  }
}
