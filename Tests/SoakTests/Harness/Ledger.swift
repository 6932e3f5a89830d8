import Format

/// What the users of a repository were told, and so what must be true of it.
final class Ledger {
  /// What is known of a snapshot.
  enum Standing: Equatable {
    /// Somebody was told that it is saved, or brought back: it must be there.
    case kept
    /// Somebody was told that it is forgotten: it must not be listed.
    case forgotten
    /// Whoever saved, forgot or brought it back was told nothing, or several did at once.
    case open
  }

  private struct Entry {
    var standing: Standing
    let attempt: UInt32
    /// Processes that are about to forget it or to bring it back.
    var changers: Set<Int> = []
    /// Whether there were several of them at once.
    var isContested = false
    /// Whether anybody ever began to: then what its writer hears late says nothing.
    var wasChanged = false
    var tags: Set<String> = []
  }

  private struct Attempt {
    let tree: SavedTree
    let process: Int
  }

  /// By the nanoseconds of the time of the snapshot.
  private var attempts: [UInt32: Attempt] = [:]
  private var entries: [SnapshotID: Entry] = [:]
  private var running: Set<Int> = []

  /// Somebody is about to save the tree; the answer marks the snapshot.
  func begin(_ tree: SavedTree, by process: Process) -> UInt32 {
    let attempt = UInt32(attempts.count + 1)
    attempts[attempt] = Attempt(tree: tree, process: process.number)
    running.insert(process.number)
    return attempt
  }

  /// "Saved."
  func noteSaved(_ id: SnapshotID, _ attempt: UInt32, tags: [String]) {
    // Somebody may have forgotten it before its writer heard that it is saved.
    if entries[id] == nil { entries[id] = Entry(standing: .kept, attempt: attempt) }
    if entries[id]?.standing == .open, entries[id]?.wasChanged == false {
      entries[id]?.standing = .kept
    }
    entries[id]?.tags.formUnion(tags)
  }

  func noteTagged(_ id: SnapshotID, _ tag: String) { entries[id]?.tags.insert(tag) }

  /// Somebody is about to forget it or to bring it back.
  func beginChange(of id: SnapshotID, _ attempt: UInt32, by process: Process) {
    running.insert(process.number)
    var entry = entries[id] ?? Entry(standing: .open, attempt: attempt)
    if !entry.changers.isEmpty { entry.isContested = true }
    entry.changers.insert(process.number)
    entry.wasChanged = true
    entry.standing = .open
    entries[id] = entry
  }

  /// It is as somebody wanted it.
  func endChange(of id: SnapshotID, to standing: Standing, by process: Process) {
    entries[id]?.changers.remove(process.number)
    if entries[id]?.isContested == false { entries[id]?.standing = standing }
    if entries[id]?.changers.isEmpty == true { entries[id]?.isContested = false }
  }

  /// Nothing more comes from the process.
  func end(_ process: Process) {
    running.remove(process.number)
    for id in entries.keys where entries[id]?.changers.contains(process.number) == true {
      entries[id]?.changers.remove(process.number)
      if entries[id]?.changers.isEmpty == true { entries[id]?.isContested = false }
    }
  }

  func standing(of id: SnapshotID) -> Standing? { entries[id]?.standing }
  func tree(_ attempt: UInt32) -> SavedTree? { attempts[attempt]?.tree }
  func tags(of id: SnapshotID) -> Set<String> { entries[id]?.tags ?? [] }
  var kept: Set<SnapshotID> { Set(entries.filter { $0.value.standing == .kept }.keys) }

  /// Trees of all attempts, in their order.
  var trees: [SavedTree] { attempts.sorted { $0.key < $1.key }.map(\.value.tree) }

  /// What nobody was told is from now on as it was found, if it is so on the disk as well; unless
  /// it was changed and a prune runs, which may have looked before.
  func settle(_ listings: [[SnapshotID: UInt32]], besidePrune isPruned: Bool) {
    guard let first = listings.first else { return }
    for (id, attempt) in first where entries[id] == nil {
      entries[id] = Entry(standing: .open, attempt: attempt)
    }
    for (id, entry) in entries where entry.standing == .open && entry.changers.isEmpty {
      if entry.wasChanged && isPruned { continue }
      guard let attempt = attempts[entry.attempt], !running.contains(attempt.process) else {
        continue
      }
      let sightings = listings.count { $0[id] != nil }
      if sightings == listings.count { entries[id]?.standing = .kept }
      if sightings == 0 { entries[id]?.standing = .forgotten }
    }
  }
}
