import Format
import Repository

/// What FORMAT.md allows and nobody has.
extension HostileSnapshot {
  static let unusual: [HostileSnapshot] = [
    HostileSnapshot("devices, and files of root with setuid", .sound) { hostile in
      let id = try hostile.store(.data, Array("#!/bin/sh\n".utf8))
      let content = Node.Content.file(size: 10, ids: [id], idsNameLists: false, holes: [])
      // VFS_CAP_REVISION_2, effective, every capability.
      let capability: [UInt8] = [1, 0, 0, 2] + [UInt8](repeating: 0xFF, count: 16)
      return try hostile.commit(
        folder: hostile.folder([
          .made("block", .blockDevice(major: 8, minor: 0), permissions: 0o666),
          .made(
            "capable", content,
            attributes: [
              ExtendedAttribute(name: Array("security.capability".utf8), value: capability)
            ]),
          .made("f", content, permissions: 0o7777),
          .made("memory", .characterDevice(major: 1, minor: 1), permissions: 0o666),
          .made("wide", .characterDevice(major: .max, minor: .max)),
        ]))
    },
    HostileSnapshot("times and owners at the ends of their numbers", .sound) { hostile in
      let ends: [Int64] = [.min, .min + 1, -1, .max - 1, .max]
      let nodes = ends.enumerated().map { index, seconds in
        Node.made(
          "f\(index)", .fifo, userID: .max - UInt32(index % 2), groupID: .max - UInt32(index / 2),
          modified: Timestamp(seconds: seconds, nanoseconds: 999_999_999))
      }
      return try hostile.commit(hostile.folder([.made("src", .folder(hostile.folder(nodes)))])) {
        $0.time = Timestamp(seconds: .max, nanoseconds: 999_999_999)
        $0.utcOffsetMinutes = 1_440
        $0.counts.fileBytes = .max
        $0.counts.files = .max
        $0.unreadable = UnreadableEntries(
          total: .max, listed: [UnreadablePath(path: Array("\u{1B}c".utf8), reason: "\u{1B}c")])
      }
    },
    HostileSnapshot("a mebibyte of attributes on one file", .sound) { hostile in
      let attributes = (0..<16).map { index in
        ExtendedAttribute(
          name: Array("user.\(index + 10)".utf8),
          value: [UInt8](repeating: UInt8(index), count: 65_000))
      }
      return try hostile.commit(
        folder: hostile.folder([.made("fifo", .fifo, attributes: attributes)]))
    },
    HostileSnapshot("attributes that no system has", .sound) { hostile in
      let names = ["", "\u{1B}[31m", "a", "security.", "system.posix_acl_access", "trusted.x"]
      let attributes = names.dropFirst().map {
        ExtendedAttribute(name: Array($0.utf8), value: [UInt8](repeating: 0xFF, count: 100))
      }
      let empty = Node.Content.file(size: 0, ids: [], idsNameLists: false, holes: [])
      return try hostile.commit(
        folder: hostile.folder([
          .made("d", .folder(try hostile.folder([])), attributes: attributes),
          .made("f", empty, attributes: attributes),
        ]))
    },
    HostileSnapshot("links to everywhere", .sound) { hostile in
      let targets = ["/", "/etc/passwd", "..", "../../../..", ".", "l5", "\u{1B}]0;x\u{07}"]
      let nodes = targets.enumerated().map { index, target in
        Node.made("l\(index)", .symlink(target: Array(target.utf8)))
      }
      let long = Node.made("l9", .symlink(target: [UInt8](repeating: 0x2F, count: 4_095)))
      return try hostile.commit(folder: hostile.folder(nodes + [long]))
    },
    HostileSnapshot("hard links between a file and a device", .sound) { hostile in
      let contents: [Node.Content] = [
        .blockDevice(major: 8, minor: 0), .symlink(target: Array("/etc/passwd".utf8)),
        .file(size: 0, ids: [], idsNameLists: false, holes: []), .fifo,
      ]
      let nodes = contents.enumerated().map { Node.made("\($0.offset)", $0.element, group: 1) }
      return try hostile.commit(folder: hostile.folder(nodes))
    },
    HostileSnapshot("a source that is no folder", .sound) { hostile in
      let id = try hostile.store(.data, [1, 2, 3])
      return try hostile.commit(hostile.folder([.file("f", 3, [id])]))
    },
    HostileSnapshot("a source without nodes", .sound) { hostile in
      try hostile.commit(hostile.folder([]))
    },
    HostileSnapshot("4 096 sources", .sound) { hostile in
      let folder = try hostile.folder([])
      let root = try hostile.folder(
        (0..<4_096).map { .made(String(10_000 + $0), .folder(folder)) })
      return try hostile.commit(
        root, sources: (0..<4_096).map { Array("/\u{202E}\n/\($0)".utf8) })
    },
  ]
}
