import ArgumentParser

extension CompletionKind {
  /// Profiles of the configuration.
  static var profile: CompletionKind { offers { $0.profiles } }
  /// Repositories of the configuration, and folders.
  static var repository: CompletionKind { offers { $0.repositories + $0.folders } }
  /// Sets that the profiles save.
  static var set: CompletionKind { offers { $0.sets } }
  /// What snapshots can be called without knowing any.
  static var snapshot: CompletionKind { offers { $0.snapshots } }
  /// The same, and folders.
  static var counterpart: CompletionKind { offers { $0.snapshots + $0.folders } }
  /// The keys of the repository that is meant.
  static var key: CompletionKind { offers { $0.keys } }

  private static func offers(
    _ offers: @escaping @Sendable (CompletionOffers) -> [String]
  ) -> CompletionKind {
    .custom { words, _, prefix in
      let found = offers(CompletionOffers(words: words, beginning: prefix))
      // bash expands whatever is offered, commands too: a key may be called $(rm).
      guard CompletionShell.requesting == .bash else { return found }
      return found.map { "'\($0.replacing("'", with: "'\\''"))'" }
    }
  }
}
