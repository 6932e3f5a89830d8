import ArgumentParser

/// `martlet mirror`: folders made equal.
struct MirrorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirror",
    abstract: "Make folders equal; what is replaced or deleted can be had back.",
    discussion: """
      martlet mirror A B makes the folders A and B equal: what changed in one since the last time \
      is done in the other. Both are saved first, so that every run can be undone. A folder whose \
      name is one of the words below is written with its path: ./list.
      """,
    subcommands: [
      MirrorRunCommand.self, MirrorApplyCommand.self, MirrorUndoCommand.self,
      MirrorConflictsCommand.self, MirrorResolveCommand.self, MirrorListCommand.self,
      MirrorLogCommand.self, MirrorShowCommand.self, MirrorEndCommand.self,
    ])
}
