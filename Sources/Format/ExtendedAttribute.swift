/// One extended attribute with its exact bytes; ACLs and capabilities are among them.
package struct ExtendedAttribute: Hashable, Sendable {
  /// With its namespace: "user.comment", "system.posix_acl_access".
  package let name: [UInt8]
  package let value: [UInt8]

  package init(name: [UInt8], value: [UInt8]) {
    self.name = name
    self.value = value
  }
}
