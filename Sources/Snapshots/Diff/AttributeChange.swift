package import Format

/// One attribute in which two versions of an entry differ.
package enum AttributeChange: Equatable, Sendable {
  /// What became of an extended attribute.
  package enum Fate: String, Sendable { case added, removed, changed }

  case permissions(old: UInt16, new: UInt16)
  case user(old: Owner, new: Owner)
  case group(old: Owner, new: Owner)
  case modified(old: Timestamp, new: Timestamp)
  /// Where a link leads.
  case target(old: [UInt8], new: [UInt8])
  /// What a device node stands for: major << 32 | minor.
  case device(old: UInt64, new: UInt64)
  case extended(name: [UInt8], Fate)

  /// Whether it is what the entry is, not what is said about it.
  var isContents: Bool {
    switch self {
    case .target, .device: true
    case .permissions, .user, .group, .modified, .extended: false
    }
  }
}

extension AttributeChange {
  /// The differences between two entries of one kind. The time of a folder says only that entries
  /// came or went, which is told anyhow; `isSameTime` says whether others' times count as equal.
  static func between(_ old: EntryFacts, _ new: EntryFacts, isSameTime: Bool) -> [AttributeChange] {
    var changes: [AttributeChange] = []
    if old.target != new.target { changes.append(.target(old: old.target, new: new.target)) }
    if old.device != new.device { changes.append(.device(old: old.device, new: new.device)) }
    let permissions = (old.owner.permissions, new.owner.permissions)
    // Linux gives links a mode that nobody can change.
    if permissions.0 != permissions.1, old.kind != .symlink {
      changes.append(.permissions(old: permissions.0, new: permissions.1))
    }
    if !old.owner.hasSameUser(as: new.owner) {
      changes.append(.user(old: old.owner, new: new.owner))
    }
    if !old.owner.hasSameGroup(as: new.owner) {
      changes.append(.group(old: old.owner, new: new.owner))
    }
    if !isSameTime, old.kind != .folder {
      changes.append(.modified(old: old.modified, new: new.modified))
    }
    return changes
  }

  /// The differences between the extended attributes of two entries, which ascend by name.
  package static func between(
    _ old: [ExtendedAttribute], _ new: [ExtendedAttribute]
  ) -> [AttributeChange] {
    guard old != new else { return [] }
    let before = Dictionary(old.map { ($0.name, $0.value) }) { first, _ in first }
    let after = Dictionary(new.map { ($0.name, $0.value) }) { first, _ in first }
    let names = Set(before.keys).union(after.keys)
    return names.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { name in
      switch (before[name], after[name]) {
      case (nil, _): .extended(name: name, .added)
      case (_, nil): .extended(name: name, .removed)
      case (let old, let new): old == new ? nil : .extended(name: name, .changed)
      }
    }
  }
}
