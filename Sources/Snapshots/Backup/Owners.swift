import FileTree
import Format

/// Owner rows for nodes: permissions, numbers, and the names that this machine knows them by.
final class Owners: Sendable {
  private let names = UserNames()

  func owner(of status: FileStatus) -> Owner {
    Owner(
      permissions: status.permissions, userID: status.userID, groupID: status.groupID,
      user: Self.text(names.userName(status.userID)),
      group: Self.text(names.groupName(status.groupID)))
  }

  func owner(permissions: UInt16, userID: UInt32, groupID: UInt32) -> Owner {
    Owner(
      permissions: permissions, userID: userID, groupID: groupID,
      user: Self.text(names.userName(userID)), group: Self.text(names.groupName(groupID)))
  }

  /// A name that is not UTF-8 counts as unknown; the number stays.
  private static func text(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) ?? ""
  }
}
