/// Reads a tree piece one column at a time, then puts the nodes together (FORMAT.md 7.1).
///
/// A column of all nodes has an element for each; a column of some has elements only for those, in
/// their order, so that a folder of plain files costs two allocations a node and not ten.
struct TreePieceDecoder {
  /// Name, kind, flags, owner row, seconds and nanoseconds of a FIFO: nothing takes less.
  static let minimalNodeBytes = 10
  static let minimalOwnerBytes = 5

  private var input: ByteReader
  private var names: [FileName] = []
  private var kinds: [NodeKind] = []
  private var flags: [NodeFlags] = []
  private var owners: [Owner] = []
  private var ownerRows: [Int] = []
  private var times: [Timestamp] = []
  private var rest = Rest()

  /// The columns that only some nodes have.
  private struct Rest {
    var sizes: [UInt64] = []
    var idCounts: [Int] = []
    var fileIDs: [[ChunkID]] = []
    var folderIDs: [ChunkID] = []
    var targets: [[UInt8]] = []
    var devices: [(major: UInt32, minor: UInt32)] = []
    var groups: [UInt64] = []
    var holeMaps: [[Hole]] = []
    var attributes: [[ExtendedAttribute]] = []
  }

  init(_ bytes: [UInt8]) {
    input = ByteReader(bytes)
  }

  mutating func decode() throws(FormatError) -> [Node] {
    let count = try input.count(
      "nodes", limit: Limits.maxNodesPerPiece, itemBytes: Self.minimalNodeBytes)
    let latestOffset = input.offset
    let latest = try input.timestamp()
    try readNames(count)
    kinds = try input.items(count) { input throws(FormatError) -> NodeKind in
      try input.choice("kind")
    }
    try readFlags()
    try readOwners()
    try readOwnerRows()
    try readTimes(latest: latest, latestOffset: latestOffset)
    try readSizes()
    try readIDs()
    try readTargets()
    try readDevices()
    try readFlagged()
    try input.finish()
    return assembled()
  }

  private mutating func readNames(_ count: Int) throws(FormatError) {
    names.reserveCapacity(count)
    for _ in 0..<count {
      let start = input.offset
      let name = try input.fileName("name")
      if let last = names.last, !(last < name) {
        throw FormatError(field: "name", offset: start, problem: "does not ascend")
      }
      names.append(name)
    }
  }

  private mutating func readFlags() throws(FormatError) {
    flags.reserveCapacity(kinds.count)
    for kind in kinds {
      let start = input.offset
      let flag = NodeFlags(rawValue: try input.integer("flags"))
      guard flag.isSubset(of: .permitted(for: kind)) else {
        throw FormatError(
          field: "flags", offset: start, problem: "\(flag.rawValue) of a node of kind \(kind)")
      }
      flags.append(flag)
    }
  }

  private mutating func readOwners() throws(FormatError) {
    let count = try input.count(
      "owners", limit: names.count, itemBytes: Self.minimalOwnerBytes)
    var known: Set<Owner> = []
    for _ in 0..<count {
      let start = input.offset
      let permissions = try input.count("permissions", limit: Int(Owner.permissionBits))
      let userID = try input.count("uid", limit: Int(UInt32.max))
      let groupID = try input.count("gid", limit: Int(UInt32.max))
      let owner = Owner(
        permissions: UInt16(permissions), userID: UInt32(userID), groupID: UInt32(groupID),
        user: try input.text("user", limit: Limits.maxNameBytes),
        group: try input.text("group", limit: Limits.maxNameBytes))
      guard known.insert(owner).inserted else {
        throw FormatError(field: "owners", offset: start, problem: "a row twice")
      }
      owners.append(owner)
    }
  }

  /// The first use of each row comes in the order of the rows, and no row is unused [7.1-b].
  private mutating func readOwnerRows() throws(FormatError) {
    var used = 0
    ownerRows.reserveCapacity(names.count)
    for _ in names.indices {
      let start = input.offset
      let row = try input.count("owner row", limit: owners.count)
      guard row < owners.count, row <= used else {
        throw FormatError(
          field: "owner row", offset: start, problem: "row \(row), the next new one is \(used)")
      }
      used = max(used, row + 1)
      ownerRows.append(row)
    }
    guard used == owners.count else {
      throw FormatError(
        field: "owner row", offset: input.offset, problem: "row \(used) is of no node")
    }
  }

  private mutating func readTimes(latest: Timestamp, latestOffset: Int) throws(FormatError) {
    let seconds = try input.items(names.count) { input throws(FormatError) -> Int64 in
      latest.seconds &- Int64(bitPattern: try input.varint("seconds before the latest"))
    }
    times.reserveCapacity(names.count)
    for seconds in seconds {
      let nanoseconds = try input.nanoseconds("nanoseconds")
      times.append(Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    }
    guard latest == times.max() ?? Timestamp(seconds: 0, nanoseconds: 0) else {
      throw FormatError(
        field: "latest time", offset: latestOffset, problem: "not that of the nodes")
    }
  }

  private mutating func readSizes() throws(FormatError) {
    for kind in kinds where kind == .file {
      let start = input.offset
      let size = try input.varint("size")
      guard size <= Limits.maxFileBytes else {
        throw FormatError(field: "size", offset: start, problem: "over 2^63 - 1")
      }
      rest.sizes.append(size)
    }
    for (kind, flags) in zip(kinds, flags) where kind == .file {
      let size = rest.sizes[rest.idCounts.count]
      rest.idCounts.append(try readIDCount(size: size, namesLists: flags.contains(.lists)))
    }
  }

  /// Zero exactly for an empty file, whose IDs name no lists [7.1-d] [7.3-b].
  private mutating func readIDCount(size: UInt64, namesLists: Bool) throws(FormatError) -> Int {
    let start = input.offset
    let count = try input.count(
      "number of IDs", limit: namesLists ? Int.max : Limits.maxChunksWithoutList,
      itemBytes: Bytes32.byteCount)
    guard (size == 0) == (count == 0), count > 0 || !namesLists else {
      throw FormatError(
        field: "number of IDs", offset: start, problem: "\(count) with a size of \(size)")
    }
    return count
  }

  private mutating func readIDs() throws(FormatError) {
    rest.fileIDs.reserveCapacity(rest.idCounts.count)
    for kind in kinds {
      if kind == .file {
        let count = rest.idCounts[rest.fileIDs.count]
        rest.fileIDs.append(try input.hashes(count, "ID", as: ChunkID.init))
      } else if kind == .folder {
        rest.folderIDs.append(ChunkID(try input.bytes32("ID")))
      }
    }
  }

  private mutating func readTargets() throws(FormatError) {
    for kind in kinds where kind == .symlink {
      let start = input.offset
      let target = try input.string("target", limit: Limits.maxSymlinkTargetBytes)
      guard !target.isEmpty, !target.contains(0) else {
        throw FormatError(field: "target", offset: start, problem: "empty, or has a NUL")
      }
      rest.targets.append(target)
    }
  }

  private mutating func readDevices() throws(FormatError) {
    for kind in kinds where kind == .blockDevice || kind == .characterDevice {
      let major = try input.count("major", limit: Int(UInt32.max))
      let minor = try input.count("minor", limit: Int(UInt32.max))
      rest.devices.append((UInt32(major), UInt32(minor)))
    }
  }

  private mutating func readFlagged() throws(FormatError) {
    for flags in flags where flags.contains(.hardLinkGroup) {
      rest.groups.append(try input.integer("hard-link group"))
    }
    var files = 0
    for (kind, flags) in zip(kinds, flags) where kind == .file {
      if flags.contains(.holes) {
        rest.holeMaps.append(try input.holes(within: rest.sizes[files]))
      }
      files += 1
    }
    for flags in flags where flags.contains(.attributes) {
      rest.attributes.append(try input.attributes())
    }
  }

  private func assembled() -> [Node] {
    var cursor = Cursor()
    return names.indices.map { index in
      Node(
        name: names[index], owner: owners[ownerRows[index]], modified: times[index],
        content: content(of: index, &cursor),
        hardLinkGroup: flags[index].contains(.hardLinkGroup)
          ? rest.groups[cursor.next(\.groups)] : nil,
        attributes: flags[index].contains(.attributes)
          ? rest.attributes[cursor.next(\.attributes)] : [])
    }
  }

  /// How far the columns that only some nodes have are used up.
  private struct Cursor {
    var files = 0
    var folders = 0
    var symlinks = 0
    var devices = 0
    var groups = 0
    var holeMaps = 0
    var attributes = 0

    mutating func next(_ column: WritableKeyPath<Cursor, Int>) -> Int {
      defer { self[keyPath: column] += 1 }
      return self[keyPath: column]
    }
  }

  private func content(of index: Int, _ cursor: inout Cursor) -> Node.Content {
    let isList = flags[index].contains(.lists)
    switch kinds[index] {
    case .file:
      let file = cursor.next(\.files)
      let holes = flags[index].contains(.holes) ? rest.holeMaps[cursor.next(\.holeMaps)] : []
      return .file(
        size: rest.sizes[file], ids: rest.fileIDs[file], idsNameLists: isList, holes: holes)
    case .folder:
      return .folder(TreeReference(id: rest.folderIDs[cursor.next(\.folders)], isList: isList))
    case .symlink: return .symlink(target: rest.targets[cursor.next(\.symlinks)])
    case .fifo: return .fifo
    case .socket: return .socket
    case .blockDevice:
      let device = rest.devices[cursor.next(\.devices)]
      return .blockDevice(major: device.major, minor: device.minor)
    case .characterDevice:
      let device = rest.devices[cursor.next(\.devices)]
      return .characterDevice(major: device.major, minor: device.minor)
    }
  }
}
