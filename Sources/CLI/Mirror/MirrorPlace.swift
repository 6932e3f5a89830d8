import Format
import LocalState
import Repository
import Snapshots
import Storage

/// Where mirrors leave their snapshots, open, and what this machine remembers of them.
struct MirrorPlace {
  let repository: Repository
  /// `nil` with `--no-cache`.
  let state: StateDatabase?
  let history: MirrorHistory
  /// The private one, not one that somebody named.
  let isPrivate: Bool
}

extension Invocation {
  /// Whether somebody said which repository is meant: by option, environment or profile.
  private var namesRepository: Bool { (try? locations().isEmpty) == false }

  /// What is remembered of mirrors; it needs a home.
  func openMirrorHistory() throws -> MirrorHistory {
    guard let folder = folders.state else {
      throw Failure.usage(
        "there is no home folder to remember mirrors in", advice: "Set $HOME, or $XDG_STATE_HOME")
    }
    return MirrorHistory(in: folder)
  }

  /// Opens the repository that is named, else the private one, which is made at its first use;
  /// `beforeMaking` may object to that.
  func openMirrorPlace(
    _ unlocking: UnlockingOptions, beforeMaking: (PrivateRepository) throws -> Void
  ) throws -> MirrorPlace {
    let history = try openMirrorHistory()
    if namesRepository {
      let (repository, state) = try openWithState(unlocking)
      return MirrorPlace(
        repository: repository, state: state, history: history, isPrivate: false)
    }
    let hidden = try PrivateRepository(in: folders.state)
    if !hidden.exists { try beforeMaking(hidden) }
    let repository = try hidden.open(surroundings)
    record?.note { $0.repository = repository.id }
    return MirrorPlace(
      repository: repository, state: openState(of: repository.id), history: history,
      isPrivate: true)
  }

  /// The same for what was done there: nothing is made.
  func openMirrorPlace(_ unlocking: UnlockingOptions) throws -> MirrorPlace {
    try openMirrorPlace(unlocking) { hidden in
      throw Failure(
        .noRepository, "nothing has been mirrored yet, there is no private repository",
        at: NameText.text(hidden.location.bytes), advice: "Name the repository: -r /mnt/usb/martlet"
      )
    }
  }
}
