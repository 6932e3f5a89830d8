package import Format

/// A tree of files as plain values: what was in a source, what a snapshot says, what a restore
/// made.
package struct ModelTree: Equatable, Sendable {
  package enum Content: Equatable, Sendable {
    case file([UInt8])
    case folder
    case symlink([UInt8])
    case fifo
    case socket
    case device(isBlock: Bool, major: UInt32, minor: UInt32)
  }

  package struct Entry: Equatable, Sendable {
    package var content: Content
    package var permissions: UInt16
    package var userID: UInt32
    package var groupID: UInt32
    package var modified: Timestamp
    package var attributes: [ExtendedAttribute]
  }

  /// By path relative to the root; the root itself is "".
  package var entries: [String: Entry] = [:]

  package init() {}

  package var files: [String: [UInt8]] {
    entries.compactMapValues { entry in
      if case .file(let bytes) = entry.content { bytes } else { nil }
    }
  }

  /// What differs, a line for each path; nothing for equal trees.
  package func differences(from other: ModelTree) -> [String] {
    Set(entries.keys).union(other.entries.keys).sorted().compactMap { path in
      switch (entries[path], other.entries[path]) {
      case (let mine?, let theirs?): mine == theirs ? nil : "\(path): \(mine.difference(theirs))"
      case (nil, _): "\(path) is missing"
      case (_, nil): "\(path) is too much"
      }
    }
  }
}

extension ModelTree.Entry {
  fileprivate func difference(_ other: Self) -> String {
    if case .file(let mine) = content, case .file(let theirs) = other.content, mine != theirs {
      let place = zip(mine, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      return "\(mine.count) bytes, not \(theirs.count); they differ from byte \(place ?? -1) on"
    }
    if content != other.content { return "another kind or target" }
    if modified != other.modified { return "time \(modified), not \(other.modified)" }
    if attributes != other.attributes { return "attributes" }
    return "owner or permissions"
  }
}
