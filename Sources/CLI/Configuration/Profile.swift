import Sealing
import Snapshots

/// One `[profile.NAME]` of the configuration: what is to be saved, where to, when, and what goes
/// with it. What is not there is `nil` or empty, and the defaults of the command line hold.
struct Profile: Equatable {
  let name: Setting<String>
  /// Names of `[repo.NAME]`, or locations.
  var repositories: [Setting<String>] = []
  var selection = ProfileSelection()
  var compression: Setting<BackupCommand.Compression>?
  /// The set of its snapshots; by default it has the profile's name.
  var set: Setting<String>?
  var tags: [Setting<String>] = []
  var note: Setting<String>?
  var skipIfUnchanged: Setting<Bool>?
  var readWorkers: Setting<Int>?
  var schedule: Setting<Schedule>?
  var keep: Setting<RetentionRules>?
  var check: Setting<CheckRule>?
  var overdueAfter: Setting<TimeSpan>?
  var hooks = Hooks()
  var monitor = Monitoring()

  var setName: String { self.set?.value ?? name.value }
}

/// What of the machine a profile saves.
struct ProfileSelection: Equatable {
  /// As written: with `~`.
  var paths: [Setting<String>] = []
  var filesFrom: [Setting<String>] = []
  var exclude: [Setting<String>] = []
  var excludeFile: [Setting<String>] = []
  var excludeIfPresent: [Setting<String>] = []
  var excludeLargerThan: Setting<ByteSize>?
  var excludeCaches: Setting<Bool>?
  var excludeNodump: Setting<Bool>?
  var oneFileSystem: Setting<Bool>?
}

/// How often the repositories of a profile are checked.
struct CheckRule: Equatable {
  var every: Setting<TimeSpan>?
  /// How much of the contents is read each time; nothing by default.
  var readData: Setting<String>?

  var share: ReadShare? { readData.flatMap { ReadShare(argument: $0.value) } }
}

/// Commands of the shell around a backup.
struct Hooks: Equatable {
  /// One of them fails: there is no backup.
  var before: [Setting<String>] = []
  /// When every repository has a snapshot.
  var after: [Setting<String>] = []
  /// When one has none.
  var failed: [Setting<String>] = []

  var isEmpty: Bool { before.isEmpty && after.isEmpty && failed.isEmpty }
}

/// Who is told how a backup ended.
struct Monitoring: Equatable {
  /// A web address that is asked for when every repository has a snapshot.
  var healthcheck: Setting<String>?
  /// A file for the text collector of Prometheus' node exporter.
  var metricsFile: Setting<String>?
}
