import Format
import LocalState
import Repository
import SystemPackage

extension Probe {
  /// The folder for what can be made again.
  static let cache = Probe { patient in
    guard !patient.invocation.options.noCache else { return [.ok(.cache, "not used (--no-cache)")] }
    return [patient.finding(.cache, patient.invocation.folders.cache)]
  }

  /// The folder for what is worth keeping, and the database of this repository in it.
  static let state = Probe { patient in
    guard !patient.invocation.options.noCache else { return [.ok(.state, "not used (--no-cache)")] }
    let folder = patient.finding(.state, patient.invocation.folders.state)
    guard let path = patient.invocation.folders.state,
      let config = try? patient.configs?.get().first
    else { return [folder] }
    return [
      folder,
      .state(StateDatabase.inspect(in: path, for: config.header.repositoryID), in: path),
    ].compactMap { $0 }
  }

  /// What `log` and `status` know.
  static let history = Probe { patient in
    guard let path = patient.invocation.folders.state else { return [] }
    return [DoctorFinding.history(RunHistory.inspect(in: path), in: path)].compactMap { $0 }
  }
}

extension Patient {
  fileprivate func finding(_ subject: DoctorFinding.Subject, _ folder: FilePath?) -> DoctorFinding {
    guard let folder else {
      return .warning(
        subject, "there is no folder for it: $HOME is not set, or is no folder",
        advice: "Set $HOME, or $XDG_CACHE_HOME and $XDG_STATE_HOME")
    }
    return .folder(
      subject, folder, isWritable: Self.isWritable(folder), FileSystemStatus(of: folder))
  }

  /// Whether a folder can be written, or made where it is missing.
  private static func isWritable(_ folder: FilePath) -> Bool {
    var place = folder
    while true {
      switch access(place) {
      case .granted: return true
      case .denied: return false
      case .missing: guard place.removeLastComponent() else { return false }
      }
    }
  }
}

extension DoctorFinding {
  static func folder(
    _ subject: Subject, _ folder: FilePath, isWritable: Bool, _ status: FileSystemStatus?
  ) -> DoctorFinding {
    let consequence =
      subject == .cache ? "every run is slower" : "nothing is remembered, and runs are slower"
    guard isWritable, status?.isReadOnly != true else {
      return .warning(
        subject, "\(folder) cannot be written: \(consequence)",
        advice: "Check who owns it, or name another place: "
          + (subject == .cache ? "$MARTLET_CACHE_DIR" : "$XDG_STATE_HOME"))
    }
    guard let status else { return .ok(subject, "\(folder) can be written") }
    let text = "\(folder) can be written (\(status.kind), \(Wording.bytes(status.freeBytes)) free)"
    if status.freeBytes < 16 << 20 {
      return .warning(subject, "\(text): \(consequence)", advice: "Free some space there")
    }
    if status.isRemote {
      return .warning(
        subject, "\(text), on another machine: \(consequence)",
        advice: "Put it on a disk of this one: $XDG_CACHE_HOME and $XDG_STATE_HOME say where")
    }
    guard subject == .state, status.isInMemory else { return .ok(subject, text) }
    return .warning(
      subject, "\(text), gone when this machine restarts: \(consequence)",
      advice: "Put it on a disk: $XDG_STATE_HOME says where")
  }

  /// `nil` where there is nothing to tell yet.
  static func history(_ inspection: StateFile.Inspection, in folder: FilePath) -> DoctorFinding? {
    switch inspection {
    case .missing: nil
    case .sound(let bytes): .ok(.history, "the database is in order (\(Wording.bytes(bytes)))")
    case .unusable(let problem):
      .warning(
        .history, "the database cannot be used: \(problem)",
        advice: "If no newer martlet wrote it, move \(folder)/runs.sqlite away: log and status "
          + "then begin anew")
    }
  }

  /// `nil` where there is nothing to tell yet.
  static func state(
    _ inspection: StateFile.Inspection, in folder: FilePath
  ) -> DoctorFinding? {
    switch inspection {
    case .missing: nil
    case .sound(let bytes): .ok(.state, "the database is in order (\(Wording.bytes(bytes)))")
    case .unusable(let problem):
      .warning(
        .state, "the database cannot be used: \(problem)",
        advice: "The next backup sets it aside, begins a new one in \(folder), and is slower once")
    }
  }
}
