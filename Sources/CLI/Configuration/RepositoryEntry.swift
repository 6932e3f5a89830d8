/// One `[repo.NAME]` of the configuration: where a repository is, and what opens it.
struct RepositoryEntry: Equatable {
  /// Where its password or its recovery words come from.
  enum Secret: Equatable {
    case passwordCommand(String)
    /// As written: with `~`.
    case passwordFile(String)
    case recoveryFile(String)
  }

  let name: Setting<String>
  /// As written; `nil` where it is missing, which is an error of its own.
  let location: Setting<String>?
  let secret: Setting<Secret>?
}
