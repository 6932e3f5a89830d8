/// What is fixed for the life of a repository (FORMAT.md 3.7): its ID, the features it needs, and
/// how its writers cut and pack.
///
/// The header is read before any key, the parameters once the sealed part is open.
package struct RepositoryConfig: Hashable, Sendable {
  package let header: ConfigHeader
  package let parameters: RepositoryParameters

  package init(header: ConfigHeader, parameters: RepositoryParameters) {
    self.header = header
    self.parameters = parameters
  }

  package var repositoryID: RepositoryID { header.repositoryID }
  package var readFeatures: UInt32 { header.readFeatures }
  package var writeFeatures: UInt32 { header.writeFeatures }
}
