package import Format
package import SystemPackage

extension StateDatabase {
  /// A look at the file of a repository.
  package static func inspect(
    in folder: FilePath, for repository: RepositoryID
  ) -> StateFile.Inspection {
    file(in: folder, for: repository).inspect()
  }
}

extension RunHistory {
  /// A look at the file.
  package static func inspect(in folder: FilePath) -> StateFile.Inspection {
    file(in: folder).inspect()
  }
}
