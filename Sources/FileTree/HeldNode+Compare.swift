import CShims
import Format
import SystemPackage

extension HeldNode {
  /// Whether the entry has everything in `attributes` already, and nothing that `apply` would take
  /// away: then it is left alone, and its ctime tells the next backup that nothing happened.
  func has(_ wanted: NodeAttributes, as kind: NodeKind) -> Bool {
    guard let status = try? FileStatus.of(descriptor), status.kind == kind,
      status.modified == wanted.modified,
      kind == .symlink || status.permissions == wanted.permissions & 0o7777,
      wanted.owner.map({ $0 == NodeAttributes.Owner(status) }) ?? true
    else { return false }
    guard let names = try? attributeNames() else { return false }
    return wanted.extended.allSatisfy(hasAttribute)
      && names.allSatisfy { name in
        !Self.isRemovable(name) || wanted.extended.contains { $0.name == name }
      }
  }

  private func hasAttribute(_ wanted: ExtendedAttribute) -> Bool {
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
