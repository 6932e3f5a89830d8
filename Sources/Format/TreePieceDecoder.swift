/// Reads the columns of a tree piece into drafts of its nodes, one column at a time (FORMAT.md 7.1).
struct TreePieceDecoder {
  /// A node of which only some columns are known.
  private struct Draft {
    let name: FileName
    var kind = NodeKind.file
    var flags: NodeFlags = []
    var ownerRow = 0
    var seconds: Int64 = 0
    var nanoseconds: UInt32 = 0
    var size: UInt64 = 0
    var idCount = 0
    var ids: [ChunkID] = []
    var target: [UInt8] = []
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var hardLinkGroup: UInt64?
    var holes: [Hole] = []
    var attributes: [ExtendedAttribute] = []
  }

  /// Name, kind, flags, owner row, seconds and nanoseconds of a FIFO: nothing takes less.
  private static let minimalNodeBytes = 10
  private static let minimalOwnerBytes = 5

  private var input: ByteReader
  private var drafts: [Draft] = []
  private var owners: [Owner] = []

  init(_ bytes: [UInt8]) {
    input = ByteReader(bytes)
  }

  mutating func decode() throws(FormatError) -> [Node] {
    let count = try input.count(
      "nodes", limit: Limits.maxNodesPerPiece, itemBytes: Self.minimalNodeBytes)
    let latestOffset = input.offset
    let latest = try input.timestamp()
    try readNames(count)
    try readKinds()
    try readFlags()
    try readOwners()
    try readOwnerRows()
    try readTimes(latest: latest, latestOffset: latestOffset)
    try readSizes()
    try readIDs()
    try readTargets()
    try readDevices()
    try readGroups()
    try readHoleMaps()
    try readAttributes()
    try input.finish()
    return drafts.map(node)
  }

  private mutating func readNames(_ count: Int) throws(FormatError) {
    drafts.reserveCapacity(count)
    for _ in 0..<count {
      let start = input.offset
      let name = try input.fileName("name")
      if let last = drafts.last, !(last.name < name) {
        throw FormatError(field: "name", offset: start, problem: "does not ascend")
      }
      drafts.append(Draft(name: name))
    }
  }

  private mutating func readKinds() throws(FormatError) {
    for index in drafts.indices { drafts[index].kind = try input.choice("kind") }
  }

  private mutating func readFlags() throws(FormatError) {
    for index in drafts.indices {
      let start = input.offset
      let flags = NodeFlags(rawValue: try input.integer("flags"))
      guard flags.isSubset(of: .permitted(for: drafts[index].kind)) else {
        throw FormatError(
          field: "flags", offset: start,
          problem: "\(flags.rawValue) of a node of kind \(drafts[index].kind)")
      }
      drafts[index].flags = flags
    }
  }

  private mutating func readOwners() throws(FormatError) {
    let count = try input.count(
      "owners", limit: drafts.count, itemBytes: Self.minimalOwnerBytes)
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
    for index in drafts.indices {
      let start = input.offset
      let row = try input.count("owner row", limit: owners.count)
      guard row < owners.count, row <= used else {
        throw FormatError(
          field: "owner row", offset: start, problem: "row \(row), the next new one is \(used)")
      }
      used = max(used, row + 1)
      drafts[index].ownerRow = row
    }
    guard used == owners.count else {
      throw FormatError(
        field: "owner row", offset: input.offset, problem: "row \(used) is of no node")
    }
  }

  private mutating func readTimes(
    latest: Timestamp, latestOffset: Int
  ) throws(FormatError) {
    for index in drafts.indices {
      let before = try input.varint("seconds before the latest")
      drafts[index].seconds = latest.seconds &- Int64(bitPattern: before)
    }
    for index in drafts.indices {
      drafts[index].nanoseconds = try input.nanoseconds("nanoseconds")
    }
    let times = drafts.lazy.map { Timestamp(seconds: $0.seconds, nanoseconds: $0.nanoseconds) }
    guard latest == times.max() ?? Timestamp(seconds: 0, nanoseconds: 0) else {
      throw FormatError(
        field: "latest time", offset: latestOffset, problem: "not that of the nodes")
    }
  }

  private mutating func readSizes() throws(FormatError) {
    for index in drafts.indices where drafts[index].kind == .file {
      let start = input.offset
      drafts[index].size = try input.varint("size")
      guard drafts[index].size <= Limits.maxFileBytes else {
        throw FormatError(field: "size", offset: start, problem: "over 2^63 - 1")
      }
    }
    for index in drafts.indices {
      switch drafts[index].kind {
      case .file: drafts[index].idCount = try readIDCount(of: drafts[index])
      case .folder: drafts[index].idCount = 1
      case .symlink, .fifo, .socket, .blockDevice, .characterDevice: break
      }
    }
  }

  private mutating func readIDCount(of draft: Draft) throws(FormatError) -> Int {
    let start = input.offset
    let namesLists = draft.flags.contains(.lists)
    let count = try input.count(
      "number of IDs", limit: namesLists ? Int.max : Limits.maxChunksWithoutList,
      itemBytes: Bytes32.byteCount)
    guard (draft.size == 0) == (count == 0), count > 0 || !namesLists else {
      throw FormatError(
        field: "number of IDs", offset: start, problem: "\(count) with a size of \(draft.size)")
    }
    return count
  }

  private mutating func readIDs() throws(FormatError) {
    for index in drafts.indices where drafts[index].idCount > 0 {
      drafts[index].ids = try input.hashes(drafts[index].idCount, "ID", as: ChunkID.init)
    }
  }

  private mutating func readTargets() throws(FormatError) {
    for index in drafts.indices where drafts[index].kind == .symlink {
      let start = input.offset
      let target = try input.string("target", limit: Limits.maxSymlinkTargetBytes)
      guard !target.isEmpty, !target.contains(0) else {
        throw FormatError(field: "target", offset: start, problem: "empty, or has a NUL")
      }
      drafts[index].target = target
    }
  }

  private mutating func readDevices() throws(FormatError) {
    for index in drafts.indices {
      let kind = drafts[index].kind
      guard kind == .blockDevice || kind == .characterDevice else { continue }
      drafts[index].major = UInt32(try input.count("major", limit: Int(UInt32.max)))
      drafts[index].minor = UInt32(try input.count("minor", limit: Int(UInt32.max)))
    }
  }

  private mutating func readGroups() throws(FormatError) {
    for index in drafts.indices where drafts[index].flags.contains(.hardLinkGroup) {
      drafts[index].hardLinkGroup = try input.integer("hard-link group")
    }
  }

  private mutating func readHoleMaps() throws(FormatError) {
    for index in drafts.indices where drafts[index].flags.contains(.holes) {
      drafts[index].holes = try input.holes(within: drafts[index].size)
    }
  }

  private mutating func readAttributes() throws(FormatError) {
    for index in drafts.indices where drafts[index].flags.contains(.attributes) {
      drafts[index].attributes = try input.attributes()
    }
  }

  private func node(_ draft: Draft) -> Node {
    Node(
      name: draft.name, owner: owners[draft.ownerRow],
      modified: Timestamp(seconds: draft.seconds, nanoseconds: draft.nanoseconds),
      content: content(draft), hardLinkGroup: draft.hardLinkGroup, attributes: draft.attributes)
  }

  private func content(_ draft: Draft) -> Node.Content {
    let isList = draft.flags.contains(.lists)
    return switch draft.kind {
    case .file:
      .file(size: draft.size, ids: draft.ids, idsNameLists: isList, holes: draft.holes)
    case .folder: .folder(TreeReference(id: draft.ids[0], isList: isList))
    case .symlink: .symlink(target: draft.target)
    case .fifo: .fifo
    case .socket: .socket
    case .blockDevice: .blockDevice(major: draft.major, minor: draft.minor)
    case .characterDevice: .characterDevice(major: draft.major, minor: draft.minor)
    }
  }
}
