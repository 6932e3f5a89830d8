import Format

/// How many files are new, changed or as they were, compared with one snapshot.
struct FileTally: Equatable, Sendable {
  var new = 0
  var changed = 0
  var unchanged = 0

  var files: Int { new + changed + unchanged }

  /// A file counts as changed when its contents are others; a new time alone changes nothing.
  mutating func count(_ node: Node, compared: Node?) {
    guard let compared, compared.kind == .file else {
      new += 1
      return
    }
    if compared.ids == node.ids { unchanged += 1 } else { changed += 1 }
  }
}

extension SnapshotCounts {
  mutating func add(_ tally: FileTally, bytes: UInt64) {
    files += UInt64(tally.files)
    fileBytes += bytes
    newFiles += UInt64(tally.new)
    changedFiles += UInt64(tally.changed)
    unchangedFiles += UInt64(tally.unchanged)
  }

  mutating func count(_ node: Node, compared: Node?) {
    switch node.kind {
    case .file:
      var tally = FileTally()
      tally.count(node, compared: compared)
      add(tally, bytes: node.size)
    case .folder: folders += 1
    case .symlink: symlinks += 1
    case .fifo, .socket, .blockDevice, .characterDevice: others += 1
    }
  }
}
