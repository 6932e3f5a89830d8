import CShims
import Format
import Glibc
import SystemPackage

/// An entry held by a descriptor while it is given its attributes: no name is looked up again, so
/// nobody can slip in another entry.
enum HeldNode {
  /// A file or folder, opened.
  case open(CInt)
  /// Anything else: opened with O_PATH, because opening a device has effects and a link has none to
  /// open. The kernel takes it through its name below `/proc/self/fd`.
  case pathOnly(CInt)

  /// Gives an entry everything in `attributes` that the user and the file system allow.
  ///
  /// The order matters: a change of owner clears setuid and capabilities; attributes named "user."
  /// need a mode that lets the owner write, which an access list may take away as well as the mode;
  /// everything would move the time. Returns what could not be set.
  func apply(_ attributes: NodeAttributes, to kind: NodeKind) -> [AttributeFailure] {
    var failures: [AttributeFailure] = []
    let withheld = setOwner(attributes.owner, &failures)
    setExtended(attributes.extended, &failures)
    if kind != .symlink {
      setPermissions(attributes.permissions & 0o7777, withheld: withheld, &failures)
    }
    setModified(attributes.modified, &failures)
    return failures
  }

  // MARK: - Owner and permissions

  /// Returns the setuid and setgid bits that the entry must not get: with another owner than the
  /// one they were meant for they would hand out the wrong rights.
  private func setOwner(
    _ owner: NodeAttributes.Owner?, _ failures: inout [AttributeFailure]
  ) -> UInt16 {
    let (setuid, setgid): (UInt16, UInt16) = (0o4000, 0o2000)
    guard let owner else { return 0 }
    // The system call takes this number as "leave it as it is".
    let unchanged = UInt32.max
    guard owner.userID != unchanged, owner.groupID != unchanged else {
      failures.append(AttributeFailure(.owner, .invalidArgument))
      return setuid | setgid
    }
    do throws(Errno) {
      try systemCall { martlet_tree_change_owner(descriptor, owner.userID, owner.groupID) }
      return 0
    } catch {
      failures.append(AttributeFailure(.owner, error))
    }
    // An ordinary user may still hand a file to a group of theirs.
    _ = martlet_tree_change_owner(descriptor, unchanged, owner.groupID)
    guard let status = try? FileStatus.of(descriptor) else { return setuid | setgid }
    return (status.userID == owner.userID ? 0 : setuid)
      | (status.groupID == owner.groupID ? 0 : setgid)
  }

  private func setPermissions(
    _ permissions: UInt16, withheld: UInt16, _ failures: inout [AttributeFailure]
  ) {
    let allowed = permissions & ~withheld
    do throws(Errno) {
      switch self {
      case .open(let descriptor): try systemCall { fchmod(descriptor, mode_t(allowed)) }
      case .pathOnly:
        try systemCall { withPath { fchmodat(AT_FDCWD, $0, mode_t(allowed), 0) } }
      }
      // Without an error the kernel drops setgid for a group that is not the user's.
      let special = allowed & 0o6000
      var got = special
      if special != 0 { got = try FileStatus.of(descriptor).permissions & special }
      if permissions & withheld != 0 || got != special {
        failures.append(AttributeFailure(.setIDs, .notPermitted))
      }
    } catch {
      failures.append(AttributeFailure(.permissions, error))
    }
  }

  /// Whether the mode could be set.
  func setMode(_ permissions: UInt16) -> Bool {
    var failures: [AttributeFailure] = []
    setPermissions(permissions, withheld: 0, &failures)
    return failures.isEmpty
  }

  // MARK: - Extended attributes

  private func setExtended(
    _ wanted: [ExtendedAttribute], _ failures: inout [AttributeFailure]
  ) {
    removeOthers(than: Set(wanted.map(\.name)), &failures)
    // An access list takes rights away.
    let missing = wanted.filter { !hasAttribute($0) }
    for attribute in missing.filter({ !$0.isAccessList }) + missing.filter(\.isAccessList) {
      do throws(Errno) {
        try set(attribute)
      } catch {
        failures.append(AttributeFailure(.extended(attribute.name), error))
      }
    }
  }

  private func set(_ attribute: ExtendedAttribute) throws(Errno) {
    guard !attribute.name.isEmpty, !attribute.name.contains(0) else { throw .invalidArgument }
    let (name, value) = (attribute.name, attribute.value)
    try systemCall {
      withCString(name) { name in
        switch self {
        case .open(let descriptor):
          martlet_tree_set_attribute(descriptor, name, value, value.count)
        case .pathOnly:
          withPath { martlet_tree_set_attribute_at($0, name, value, value.count) }
        }
      }
    }
  }

  /// Removes what the entry got from elsewhere: an access list inherited from its folder would give
  /// rights that the snapshot did not.
  private func removeOthers(
    than wanted: Set<[UInt8]>, _ failures: inout [AttributeFailure]
  ) {
    let names: [[UInt8]]
    do throws(Errno) {
      names = try attributeNames()
    } catch {
      failures.append(AttributeFailure(.extended([]), error))
      return
    }
    for name in names where !wanted.contains(name) && Self.isRemovable(name) {
      do throws(Errno) {
        try remove(name)
      } catch {
        if error != .noData { failures.append(AttributeFailure(.extended(name), error)) }
      }
    }
  }

  func attributeNames() throws(Errno) -> [[UInt8]] {
    try AttributeReader.names { call in
      guard case .list(let buffer) = call else { return 0 }
      return switch self {
      case .open(let descriptor):
        martlet_tree_list_attributes(descriptor, buffer.baseAddress, buffer.count)
      case .pathOnly:
        withPath { martlet_tree_list_attributes_at($0, buffer.baseAddress, buffer.count) }
      }
    }
  }

  private func remove(_ name: [UInt8]) throws(Errno) {
    try systemCall {
      withCString(name) { name in
        switch self {
        case .open(let descriptor): martlet_tree_remove_attribute(descriptor, name)
        case .pathOnly: withPath { martlet_tree_remove_attribute_at($0, name) }
        }
      }
    }
  }

  // Labels below "security." are the machine's own and stay.
  // Capabilities are no label: who loses them on one side must lose them on the other.
  private static let removablePrefixes = [
    "user.", "trusted.", "system.posix_acl_", "security.capability",
  ]

  static func isRemovable(_ name: [UInt8]) -> Bool {
    removablePrefixes.contains { name.starts(with: $0.utf8) }
  }

  // MARK: - Time

  private func setModified(_ modified: Timestamp, _ failures: inout [AttributeFailure]) {
    // UTIME_OMIT, a macro Swift does not see: the access time stays.
    let omit = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)
    let time = timespec(tv_sec: Int(modified.seconds), tv_nsec: Int(modified.nanoseconds))
    do throws(Errno) {
      switch self {
      case .open(let descriptor): try systemCall { futimens(descriptor, [omit, time]) }
      case .pathOnly: try systemCall { withPath { utimensat(AT_FDCWD, $0, [omit, time], 0) } }
      }
      // Without an error the kernel moves a time that the file system cannot hold.
      let isHeldEverywhere =
        modified.nanoseconds == 0 && (0...Int64(Int32.max)).contains(modified.seconds)
      if !isHeldEverywhere, try FileStatus.of(descriptor).modified != modified {
        throw .outOfRange
      }
    } catch {
      failures.append(AttributeFailure(.modified, error))
    }
  }

  // MARK: - Naming

  var descriptor: CInt {
    switch self {
    case .open(let descriptor), .pathOnly(let descriptor): descriptor
    }
  }

  func withPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    "/proc/self/fd/\(descriptor)".withCString(body)
  }
}

extension ExtendedAttribute {
  /// Whether it belongs to what an entry is; the others are labels that a machine gives by place.
  package var travels: Bool { HeldNode.isRemovable(name) }

  /// POSIX access lists, which say who may do what.
  fileprivate var isAccessList: Bool { name.starts(with: "system.posix_acl_".utf8) }

  /// What a program may do whoever runs it.
  var isCapability: Bool { name.elementsEqual("security.capability".utf8) }
}
