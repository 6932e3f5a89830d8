import FileTree
import Format

extension ScanRow {
  /// The row of a folder as it was listed, before its files were read: what was written to since
  /// then has another time at the next look. `readings` ascend by name; what was not read was taken
  /// over from the tree that the former row names, and so is its fingerprint.
  init(
    _ visit: FolderVisit, tree: TreeReference, _ readings: [FileReading], settledBefore: Timestamp
  ) {
    var unread = readings[...]
    var entries: [Entry] = []
    entries.reserveCapacity(visit.folder.entries.count)
    var position = 0
    for entry in visit.folder.entries where entry.status.kind == .file {
      while let first = unread.first, first.name < entry.name { unread.removeFirst() }
      let reading = unread.first?.name == entry.name ? unread.removeFirst().reading : nil
      let status = entry.status
      let fingerprint =
        if let reading {
          reading.fingerprint
        } else {
          visit.recalled.fingerprint(of: entry.name, file: entries.count, near: &position)
        }
      entries.append(
        Entry(
          name: entry.name, size: status.size, modified: status.modified,
          changed: status.changed, inode: status.inode,
          isSettled: status.modified < settledBefore && status.changed < settledBefore
            && reading?.steadiness ?? .steady == .steady, fingerprint: fingerprint))
    }
    self.init(tree: tree, entries: entries)
  }
}

extension RecalledFolder {
  /// Of the file of that name, the `index`-th of the folder; `position` is where the row was asked
  /// last.
  fileprivate func fingerprint(
    of name: FileName, file index: Int, near position: inout Int
  ) -> Fingerprint? {
    switch self {
    case .nothing: nil
    case .same(_, let fingerprints, _), .unchanged(_, let fingerprints): fingerprints[index]
    case .row(let row): row.entry(named: name, near: &position)?.fingerprint
    }
  }
}

/// What was read of a file of the folder at hand.
struct FileReading: Sendable {
  let name: FileName
  let reading: Reading

  init(_ name: FileName, _ reading: Reading) {
    self.name = name
    self.reading = reading
  }
}
