import ArgumentParser

/// A command: options and what to do with the library; it contains no logic of its own.
protocol MartletCommand: ParsableCommand {
  /// What somebody would type, for the end of its help.
  static var examples: [CommandExample] { get }

  /// Whether the profile and the names of repositories are looked up before it runs.
  static var usesSettings: Bool { get }

  var common: CommonOptions { get }

  /// What the history of this machine calls its runs; `nil` for those that leave no trace there,
  /// or more than one.
  var recordedAs: String? { get }

  /// Does it and prints the result. Throws what ends it early.
  func run(in invocation: Invocation) throws -> ExitCode
}

extension MartletCommand {
  static var examples: [CommandExample] { [] }
  static var usesSettings: Bool { true }
  var recordedAs: String? { nil }
}

/// A command on a repository that is there.
protocol UnlockingCommand: MartletCommand {
  var unlocking: UnlockingOptions { get }
}

extension UnlockingCommand {
  var common: CommonOptions { unlocking.common }
}
