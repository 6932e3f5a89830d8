/// One thing that a restore does, or would do, for whoever wants to see them one by one.
package struct RestoreStep: Equatable, Sendable {
  package enum Kind: String, Sendable {
    /// The entry is made, or put in the place of another.
    case make
    /// Its contents are there; attributes are set.
    case adjust
    case delete
    /// The entry of the target stays although the snapshot has another.
    case keep
  }

  package let kind: Kind
  /// As `RestoreReport` names paths.
  package let path: [UInt8]
}
