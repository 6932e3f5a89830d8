package import Format

/// What a restored entry is given besides its contents.
package struct NodeAttributes: Hashable, Sendable {
  /// User and group by number; names are translated by whoever reads the snapshot.
  package struct Owner: Hashable, Sendable {
    package let userID, groupID: UInt32

    package init(userID: UInt32, groupID: UInt32) {
      self.userID = userID
      self.groupID = groupID
    }
  }

  /// Twelve bits; not used for links, which have none of their own.
  package let permissions: UInt16
  /// `nil` leaves the entry to whoever restores it.
  package let owner: Owner?
  package let modified: Timestamp
  package let extended: [ExtendedAttribute]

  package init(
    permissions: UInt16, owner: Owner?, modified: Timestamp, extended: [ExtendedAttribute]
  ) {
    self.permissions = permissions
    self.owner = owner
    self.modified = modified
    self.extended = extended
  }
}
