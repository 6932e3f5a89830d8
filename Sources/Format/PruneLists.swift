// The lists in the files of a prune (FORMAT.md 10.4): a count, then items that ascend strictly.

extension ByteReader {
  mutating func packIDs(_ field: String) throws(FormatError) -> [PackID] {
    try ascending(
      field, itemBytes: Bytes32.byteCount, by: <
    ) { input throws(FormatError) -> PackID in
      PackID(try input.bytes32(field))
    }
  }

  mutating func sessionIDs(_ field: String) throws(FormatError) -> [SessionID] {
    try ascending(
      field, itemBytes: SessionID.byteCount, by: <
    ) { input throws(FormatError) -> SessionID in
      try input.sessionID(field)
    }
  }

  /// Names of index runs, snapshots and records; a prune deletes no other files by name [10.4-b].
  mutating func condemnableFiles(_ field: String) throws(FormatError) -> [RepositoryPath] {
    try ascending(field, itemBytes: 1, by: <) { input throws(FormatError) -> RepositoryPath in
      let start = input.offset
      let name = try input.text(field, limit: Limits.maxNameBytes)
      guard let path = RepositoryPath(name: name), path.isCondemnable else {
        throw FormatError(
          field: field, offset: start, problem: "not an index run, a snapshot or a record")
      }
      return path
    }
  }
}

extension ByteWriter {
  mutating func packIDs(_ ids: [PackID]) {
    varint(ids.count)
    for id in ids { bytes32(id.bytes) }
  }

  mutating func condemnableFiles(_ files: [RepositoryPath]) {
    varint(files.count)
    for file in files {
      precondition(file.isCondemnable, "a prune deletes no such file: \(file)")
      text(file.name, limit: Limits.maxNameBytes)
    }
  }
}

extension RepositoryPath {
  /// Whether a prune may condemn the file by name.
  package var isCondemnable: Bool {
    switch self {
    case .indexRun, .snapshot, .record: true
    case .config, .keySlot, .pack, .intent, .outcome, .plan, .waits, .verdict, .done, .temporary,
      .readme, .reserve:
      false
    }
  }
}
