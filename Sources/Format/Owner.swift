/// Who a node belongs to and who may use it: a row of the owner table of a tree piece
/// (FORMAT.md 7.1).
///
/// Compared by bytes: two spellings of a name that look alike are two names.
package struct Owner: Sendable {
  package static let permissionBits: UInt16 = 0o7777

  /// The lower 12 bits of the mode: setuid, setgid, sticky, and rwx three times.
  package let permissions: UInt16
  package let userID: UInt32
  package let groupID: UInt32
  /// For people, and for restoring where the numbers mean somebody else; empty when unknown.
  package let user: String
  package let group: String

  /// A name of more than 255 bytes counts as unknown.
  package init(permissions: UInt16, userID: UInt32, groupID: UInt32, user: String, group: String) {
    self.permissions = permissions & Self.permissionBits
    self.userID = userID
    self.groupID = groupID
    self.user = user.utf8.count <= Limits.maxNameBytes ? user : ""
    self.group = group.utf8.count <= Limits.maxNameBytes ? group : ""
  }
}

extension Owner: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    left.permissions == right.permissions && left.userID == right.userID
      && left.groupID == right.groupID && haveEqualBytes(left.user, right.user)
      && haveEqualBytes(left.group, right.group)
  }

  private static func haveEqualBytes(_ left: String, _ right: String) -> Bool {
    // `==` is quick, but takes two spellings of a letter for equal. ASCII has no other spelling of
    // the same length.
    left.utf8.count == right.utf8.count && left == right
      && (left.utf8.allSatisfy { $0 < 0x80 } || left.utf8.elementsEqual(right.utf8))
  }

  // Names follow from the numbers, nearly always.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(permissions)
    hasher.combine(userID)
    hasher.combine(groupID)
  }
}
