import Format
import Storage

extension Repository {
  /// Writes the second copy of the config where one is missing, the same to the byte [3.7-d]: a
  /// stop of `init` leaves such a repository, and so does whoever deletes a file.
  ///
  /// What fails is left to the next session: a backup must not end because of it. Key slots are not
  /// treated so, since one that somebody is removing must not come back.
  func restoreMissingConfig(_ temporaries: TemporaryNames) {
    try? restore(.config(copy: 0), from: .config(copy: 1), temporaries)
    try? restore(.config(copy: 1), from: .config(copy: 0), temporaries)
  }

  private func restore(
    _ missing: RepositoryPath, from other: RepositoryPath, _ temporaries: TemporaryNames
  ) throws {
    guard try storage.readIfPresent(missing) == nil,
      let copy = try ConfigCopy.read(storage, other), try copy.open(with: keyring) == config,
      let bytes = try storage.readIfPresent(other)
    else { return }
    _ = try storage.create(missing.name, bytes, via: temporaries.next().name)
  }
}
