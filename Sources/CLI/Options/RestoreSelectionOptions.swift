import ArgumentParser
import Snapshots

/// Which entries of a snapshot are wanted.
struct RestoreSelectionOptions: ParsableArguments {
  func selection() throws -> RestoreSelection { RestoreSelection() }
}
