import CShims
import Format
import Glibc
import SystemPackage

extension HeldNode {
  /// Whether the entry has everything in `attributes` already, and nothing that `apply` would take
  /// away: then it is left alone, and its ctime tells the next backup that nothing happened.
  func has(_ wanted: NodeAttributes, as kind: NodeKind) -> Bool {
    guard let status = try? FileStatus.of(descriptor), status.kind == kind,
      status.modified == wanted.modified, hasOwner(wanted.owner, status),
      kind == .symlink || status.permissions == attainable(wanted, status)
    else { return false }
    guard let names = try? attributeNames() else { return false }
    return wanted.extended.allSatisfy(hasAttribute)
      && names.allSatisfy { name in
        !Self.isRemovable(name) || wanted.extended.contains { $0.name == name }
      }
  }

  /// Whether the entry belongs to whom it should, as far as this user can bring that about.
  private func hasOwner(_ wanted: NodeAttributes.Owner?, _ status: FileStatus) -> Bool {
    guard let wanted, wanted != NodeAttributes.Owner(status) else { return true }
    return geteuid() != 0 && status.userID == geteuid() && wanted.userID != status.userID
  }

  /// The permissions that the entry can have here: setuid and setgid are for its right owner.
  private func attainable(_ wanted: NodeAttributes, _ status: FileStatus) -> UInt16 {
    let permissions = wanted.permissions & 0o7777
    guard let owner = wanted.owner else { return permissions }
    return permissions
      & ~((owner.userID == status.userID ? 0 : 0o4000)
      | (owner.groupID == status.groupID ? 0 : 0o2000))
  }

  /// Whether nobody but who is to have the entry could have prepared it: an inode that was another
  /// user's may be open for writing, and must not become a root's file, or a setuid one.
  func maySafelyGet(
    _ wanted: NodeAttributes, _ status: FileStatus, _ writers: FolderWriter.Writers
  ) -> Bool {
    let special: UInt16 = 0o6000
    let gains = wanted.permissions & special & ~status.permissions
    return hasOwner(wanted.owner, status) && gains == 0
      && !wanted.extended.contains { $0.isCapability && !hasAttribute($0) }
      && (status.permissions & 0o022 == 0 || status.kind == .symlink || geteuid() != 0
        || writers == .known)
  }

  func hasAttribute(_ wanted: ExtendedAttribute) -> Bool {
    // One byte more shows a value that is longer.
    withUnsafeTemporaryAllocation(byteCount: wanted.value.count + 1, alignment: 1) { buffer in
      let count = withCString(wanted.name) { name in
        switch self {
        case .open(let descriptor):
          martlet_tree_attribute(descriptor, name, buffer.baseAddress, buffer.count)
        case .pathOnly:
          withPath { martlet_tree_attribute_at($0, name, buffer.baseAddress, buffer.count) }
        }
      }
      return count == wanted.value.count && buffer.prefix(count).elementsEqual(wanted.value)
    }
  }
}

extension NodeAttributes.Owner {
  init(_ status: FileStatus) {
    self.init(userID: status.userID, groupID: status.groupID)
  }
}
