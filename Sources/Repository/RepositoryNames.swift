package import Format

/// The names of a repository, for the protocol (`Protocol/`).
package enum RepositoryNames: ProtocolNames {
  package typealias Number = Int
  package typealias Sessions = ArraySlice<SessionID>
  package typealias Targets = ArraySlice<RepositoryPath>
}

extension ArraySlice: NameQueue {}
