package import Format

/// What the two sides must agree on beside name and content: mode, owner, time, attributes.
///
/// Numbers, not names: who reads a root of another machine translates its users first. Hard links
/// and holes are not here. They decide nothing; the executor keeps them where the target can.
package struct MirrorMetadata: Hashable, Sendable {
  package var modified: Timestamp
  /// Ascending by name, each once. Attributes that either root cannot hold are left out by whoever
  /// reads the trees.
  package var attributes: [ExtendedAttribute]
  package var userID: UInt32
  package var groupID: UInt32
  /// The lower 12 bits of the mode.
  package var permissions: UInt16

  package init(
    permissions: UInt16, userID: UInt32, groupID: UInt32, modified: Timestamp,
    attributes: [ExtendedAttribute] = []
  ) {
    self.permissions = permissions
    self.userID = userID
    self.groupID = groupID
    self.modified = modified
    self.attributes =
      attributes.count < 2
      ? attributes : attributes.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  /// Of a node about which nothing is known.
  static let unknown = MirrorMetadata(
    permissions: .max, userID: .max, groupID: .max,
    modified: Timestamp(seconds: .min, nanoseconds: 0))

  /// User and group as one value. A mix of the two sides' would let in people that neither chose.
  var owner: UInt64 {
    get { UInt64(userID) << 32 | UInt64(groupID) }
    set {
      userID = UInt32(truncatingIfNeeded: newValue >> 32)
      groupID = UInt32(truncatingIfNeeded: newValue)
    }
  }
}
