import Format

extension Example {
  /// Chapter 7.
  static let trees: [Example] = [
    Example("piece-empty", TreePiece(nodes: [])),
    Example(
      "piece-one-file",
      TreePiece(nodes: [
        Node(
          name: fileName("a.txt"), owner: alice(0o644),
          modified: Timestamp(seconds: 1_750_000_000, nanoseconds: 500_000_000),
          content: .file(size: 5, ids: [ChunkID(hash(1))], idsNameLists: false, holes: []))
      ])),
    Example("piece-every-kind", TreePiece(nodes: everyKind)),
    Example(
      "tree-list",
      TreeList(entries: [
        TreeList.Entry(firstName: fileName("a"), id: ChunkID(hash(1))),
        TreeList.Entry(firstName: fileName("n"), id: ChunkID(hash(2))),
      ])),
    Example("chunk-list", ChunkList(ids: [ChunkID(hash(1)), ChunkID(hash(2))])),
  ]

  private static func alice(_ permissions: UInt16) -> Owner {
    Owner(permissions: permissions, userID: 1000, groupID: 1000, user: "alice", group: "users")
  }

  private static let root = Owner(permissions: 0o600, userID: 0, groupID: 0, user: "", group: "")

  private static let everyKind = [
    Node(
      name: fileName("block"), owner: root, modified: Timestamp(seconds: 100, nanoseconds: 0),
      content: .blockDevice(major: 8, minor: 1)),
    Node(
      name: fileName("char"), owner: root, modified: Timestamp(seconds: 99, nanoseconds: 7),
      content: .characterDevice(major: 1, minor: 300)),
    Node(
      name: fileName("fifo"), owner: root, modified: Timestamp(seconds: 100, nanoseconds: 0),
      content: .fifo),
    Node(
      name: fileName("file"), owner: alice(0o644), modified: Timestamp(seconds: -1, nanoseconds: 3),
      content: .file(
        size: 8192, ids: [ChunkID(hash(1)), ChunkID(hash(2))], idsNameLists: false,
        holes: [Hole(offset: 0, length: 4096), Hole(offset: 4200, length: 8)]),
      hardLinkGroup: 0x0807_0605_0403_0201,
      attributes: [
        ExtendedAttribute(name: Array("user.a".utf8), value: [0xFF]),
        ExtendedAttribute(name: Array("user.b".utf8), value: []),
      ]),
    Node(
      name: fileName("folder"), owner: alice(0o755),
      modified: Timestamp(seconds: 100, nanoseconds: 0),
      content: .folder(TreeReference(id: ChunkID(hash(3)), isList: true))),
    Node(
      name: fileName("socket"), owner: root, modified: Timestamp(seconds: 100, nanoseconds: 0),
      content: .socket),
    Node(
      name: fileName("symlink"), owner: alice(0o777),
      modified: Timestamp(seconds: 100, nanoseconds: 0),
      content: .symlink(target: Array("../x".utf8))),
  ]
}
