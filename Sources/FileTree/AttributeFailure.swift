package import SystemPackage

/// One attribute that an entry did not get, and why; the entry itself is in place.
package struct AttributeFailure: Hashable, Sendable {
  package enum Attribute: Hashable, Sendable {
    case owner
    case permissions
    /// Setuid or setgid, which are for the right owner only.
    case setIDs
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
