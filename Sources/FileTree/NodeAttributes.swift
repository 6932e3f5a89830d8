package import Format
package import SystemPackage

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

/// One attribute that an entry did not get, and why; the entry itself is in place.
package struct AttributeFailure: Hashable, Sendable {
  package enum Attribute: Hashable, Sendable {
    case owner
    /// Also when setuid or setgid was withheld because the owner could not be set.
    case permissions
    /// With the attribute's name; empty when the entry's attributes could not be listed.
    case extended([UInt8])
    case modified
  }

  package let attribute: Attribute
  package let error: Errno

  package init(_ attribute: Attribute, _ error: Errno) {
    self.attribute = attribute
    self.error = error
  }
}

/// What to do with an entry that already has the name of a restored one.
package enum Existing: Hashable, Sendable {
  /// Leave it and throw `.fileExists`.
  case keep
  /// Put the restored entry in its place in one step. A folder is never replaced: `.isDirectory`.
  case replace
}
