import FileTree
import Format

/// What restored entries are given: names of users and groups first, numbers where this machine
/// does not know the name.
final class RestoredAttributes: Sendable {
  private static let setIDBits: UInt16 = 0o6000

  private let names = UserNames()
  private let owners: RestoreRequest.Owners

  init(_ owners: RestoreRequest.Owners) {
    self.owners = owners
  }

  func attributes(of node: Node) -> NodeAttributes {
    NodeAttributes(
      // With another owner than the one they were meant for they would hand out the wrong rights.
      permissions: owners == .ignore
        ? node.owner.permissions & ~Self.setIDBits : node.owner.permissions,
      owner: owner(of: node), modified: node.modified, extended: node.attributes)
  }

  private func owner(of node: Node) -> NodeAttributes.Owner? {
    let owner = node.owner
    switch owners {
    case .ignore: return nil
    case .numbers:
      return NodeAttributes.Owner(userID: owner.userID, groupID: owner.groupID)
    case .attempt, .require:
      let user = owner.user.isEmpty ? nil : names.userID(named: Array(owner.user.utf8))
      let group = owner.group.isEmpty ? nil : names.groupID(named: Array(owner.group.utf8))
      return NodeAttributes.Owner(
        userID: user ?? owner.userID, groupID: group ?? owner.groupID)
    }
  }
}
