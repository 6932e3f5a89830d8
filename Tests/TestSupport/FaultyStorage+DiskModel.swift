/// What a power cut does to changes that were not synced before it.
package enum UnsyncedChanges: Equatable, Sendable {
  /// They are lost: new names are gone, removed ones are back.
  case dropped
  /// They happen to be on the disk.
  case kept
  /// Each one by itself is lost or kept, and a file that was being written is cut short somewhere.
  case mixed(seed: UInt64)
}

/// What a file system shows, beside what of it is on the disk.
package struct DiskModel: Sendable {
  /// What everybody sees while the machine runs.
  package private(set) var visible: [String: [UInt8]]
  private var durable: [String: [UInt8]]
  /// The names that were given or removed since their folder was synced.
  private var touched: Set<String> = []
  /// Files whose bytes are not on the disk.
  private var unsynced: Set<String> = []
  /// The temporary name of a file, as long as its new name is not on the disk.
  private var origins: [String: String] = [:]

  package init(_ files: [String: [UInt8]]) {
    visible = files
    durable = files
  }

  /// False if the name is taken.
  package mutating func write(_ contents: [UInt8], as name: String) -> Bool {
    guard visible[name] == nil else { return false }
    visible[name] = contents
    unsynced.insert(name)
    touched.insert(name)
    return true
  }

  /// Flushes the bytes of `temporary`, and renames it; false if the name is taken.
  package mutating func giveName(_ name: String, to temporary: String) -> Bool {
    guard visible[name] == nil else { return false }
    unsynced.remove(temporary)
    visible[name] = visible.removeValue(forKey: temporary)
    origins[name] = temporary
    touched.insert(name)
    if durable[temporary] == nil { touched.remove(temporary) }
    return true
  }

  package mutating func remove(_ name: String) {
    visible[name] = nil
    unsynced.remove(name)
    origins[name] = nil
    touched.insert(name)
  }

  /// Flushes every name in `folder` itself.
  package mutating func sync(_ folder: String) {
    for name in touched where Self.folder(of: name) == folder[...] {
      durable[name] = visible[name]
      origins[name] = nil
      touched.remove(name)
    }
  }

  package func survivors(_ choice: UnsyncedChanges) -> [String: [UInt8]] {
    switch choice {
    case .dropped: durable
    case .kept: visible
    case .mixed(let seed): mixed(seed)
    }
  }

  private func mixed(_ seed: UInt64) -> [String: [UInt8]] {
    var random = SeededGenerator(seed: seed)
    var files = durable
    for name in changes.sorted() {
      guard Bool.random(using: &random) else {
        // The name is not there yet, so the file still has its old one.
        if let origin = origins[name] { files[origin] = visible[name] }
        continue
      }
      files[name] = visible[name]
      if unsynced.contains(name), let whole = visible[name] {
        files[name] = Array(whole.prefix(Int.random(in: 0...whole.count, using: &random)))
      }
    }
    return files
  }

  /// Whether a power cut now would change anything.
  package var isSynced: Bool { changes.isEmpty }

  /// The names for which the disk is not what it seems.
  private var changes: Set<String> {
    touched.filter { visible[$0] != durable[$0] }
  }

  private static func folder(of name: String) -> Substring {
    name.lastIndex(of: "/").map { name[..<$0] } ?? ""
  }
}
