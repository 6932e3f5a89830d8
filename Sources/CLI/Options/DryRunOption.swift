import ArgumentParser

/// `--dry-run`, for commands that change something.
struct DryRunOption: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false
}
