import Snapshots

/// What holds for a profile, setting by setting, and where each comes from.
///
/// What may be a secret is not in it: the text of commands, and of an address but the machine that
/// it leads to.
struct SettingsListing {
  struct Row: Equatable {
    /// "repo usb", "profile docs".
    let table: String
    let name: String
    let values: [String]
    /// "line 7", "--repo", "$MARTLET_REPO", "default".
    let origin: String
  }

  private(set) var rows: [Row] = []

  /// Of the profile that is named, and of its repositories; of all where none is named.
  init(_ settings: Settings, _ options: CommonOptions, _ environment: ProcessEnvironment) {
    let configuration = settings.configuration ?? Configuration()
    let profiles = settings.profile.map { [$0] } ?? configuration.profiles
    let used = Set(profiles.flatMap(\.repositories).map(\.value) + [options.repo ?? ""])
    for repository in configuration.repositories
    where settings.profile == nil || used.contains(repository.name.value) {
      list(repository)
    }
    for profile in profiles { list(profile, options, environment) }
  }

  private mutating func add<Value>(
    _ table: String, _ name: String, _ setting: Setting<Value>?, default standard: String? = nil,
    _ text: (Value) -> String
  ) {
    if let setting {
      rows.append(
        Row(
          table: table, name: name, values: [text(setting.value)],
          origin: "line \(setting.position.line)"))
    } else if let standard {
      rows.append(Row(table: table, name: name, values: [standard], origin: "default"))
    }
  }

  private mutating func add(_ table: String, _ name: String, _ settings: [Setting<String>]) {
    guard let first = settings.first else { return }
    rows.append(
      Row(
        table: table, name: name, values: settings.map(\.value),
        origin: "line \(first.position.line)"))
  }

  /// A flag that is off is as good as one that is not there.
  private mutating func add(_ table: String, _ name: String, _ flag: Setting<Bool>?) {
    if flag?.value == true { add(table, name, flag) { _ in "true" } }
  }
}

// MARK: repositories

extension SettingsListing {
  private mutating func list(_ repository: RepositoryEntry) {
    let table = "repo \(repository.name.value)"
    add(table, "location", repository.location) { $0 }
    switch repository.secret?.value {
    case .passwordCommand: add(table, "password-command", repository.secret) { _ in "(not shown)" }
    case .passwordFile(let path): add(table, "password-file", repository.secret) { _ in path }
    case .recoveryFile(let path): add(table, "recovery-file", repository.secret) { _ in path }
    case nil:
      rows.append(
        Row(table: table, name: "password", values: ["asked for"], origin: "default"))
    }
  }

  /// What goes before the configuration.
  private mutating func listRepositories(
    of profile: Profile, _ table: String, _ options: CommonOptions,
    _ environment: ProcessEnvironment
  ) {
    if let typed = options.repo {
      rows.append(Row(table: table, name: "repo", values: [typed], origin: "--repo"))
    } else if let typed = environment.text("MARTLET_REPO") {
      rows.append(Row(table: table, name: "repo", values: [typed], origin: "$MARTLET_REPO"))
    } else {
      add(table, "repo", profile.repositories)
    }
    let given: [(String, String?)] = [
      ("--password-file", options.passwordFile), ("--password-command", options.passwordCommand),
      ("$MARTLET_PASSWORD_COMMAND", environment.text("MARTLET_PASSWORD_COMMAND")),
      ("$MARTLET_PASSWORD_FILE", environment.text("MARTLET_PASSWORD_FILE")),
      ("$MARTLET_PASSWORD", environment.password.map { _ in "" }),
    ]
    if let first = given.first(where: { $0.1 != nil }) {
      rows.append(
        Row(table: table, name: "password", values: ["(not shown)"], origin: first.0))
    }
  }
}

// MARK: profiles

extension SettingsListing {
  private mutating func list(
    _ profile: Profile, _ options: CommonOptions, _ environment: ProcessEnvironment
  ) {
    let table = "profile \(profile.name.value)"
    listRepositories(of: profile, table, options, environment)
    list(profile.selection, table)
    add(table, "compression", profile.compression, default: "default") { $0.rawValue }
    add(table, "set", profile.set, default: profile.setName) { $0 }
    add(table, "tags", profile.tags)
    add(table, "note", profile.note) { $0 }
    add(table, "skip-if-unchanged", profile.skipIfUnchanged)
    add(table, "read-workers", profile.readWorkers, default: "one a processor") { "\($0)" }
    add(table, "schedule", profile.schedule, default: "by hand") { $0.text }
    add(table, "overdue-after", profile.overdueAfter, default: profile.defaultOverdueText) {
      $0.text
    }
    add(table, "keep", profile.keep, default: "everything") { $0.text }
    add(table, "check", profile.check, default: "by hand") { $0.text }
    listHooks(profile.hooks, table)
    add(table, "healthcheck", profile.monitor.healthcheck) { address in
      Healthcheck.host(of: address).map { "\($0)/(not shown)" } ?? "(not shown)"
    }
    add(table, "metrics-file", profile.monitor.metricsFile) { $0 }
  }

  private mutating func list(_ selection: ProfileSelection, _ table: String) {
    add(table, "paths", selection.paths)
    add(table, "files-from", selection.filesFrom)
    add(table, "exclude", selection.exclude)
    add(table, "exclude-file", selection.excludeFile)
    add(table, "exclude-if-present", selection.excludeIfPresent)
    add(table, "exclude-larger-than", selection.excludeLargerThan) { Wording.bytes($0.bytes) }
    add(table, "exclude-caches", selection.excludeCaches)
    add(table, "exclude-nodump", selection.excludeNodump)
    add(table, "one-file-system", selection.oneFileSystem)
  }

  private mutating func listHooks(_ hooks: Hooks, _ table: String) {
    for (name, commands) in [
      ("before", hooks.before), ("after", hooks.after), ("failed", hooks.failed),
    ] {
      guard let first = commands.first else { continue }
      rows.append(
        Row(
          table: table, name: "hooks.\(name)",
          values: ["\(Wording.count(UInt64(commands.count), "command")) (not shown)"],
          origin: "line \(first.position.line)"))
    }
  }
}

// MARK: words

extension Profile {
  /// How old the last snapshot may be: by its own word, else the time from one run to the next and
  /// half of it, at least an hour more; `nil` where no interval is known.
  var allowedAge: TimeSpan? {
    if let overdueAfter { return overdueAfter.value }
    guard let interval = schedule?.value.interval else { return nil }
    return TimeSpan(seconds: interval.seconds + max(interval.seconds / 2, 3600))
  }

  fileprivate var defaultOverdueText: String {
    allowedAge?.text ?? (schedule == nil ? "never" : "by its schedule")
  }
}

extension RetentionRules {
  /// "last 5, daily 14".
  var text: String {
    let counts = RetentionPeriod.allCases.compactMap { period in
      periods[period].map { "\(period.rawValue) \($0)" }
    }
    let age = within.map { ["within \(TimeSpan(seconds: Int($0)).text)"] } ?? []
    return
      ((last > 0 ? ["last \(last)"] : []) + counts + age + tags.sorted().map { "tagged \($0)" })
      .joined(separator: ", ")
  }
}

extension CheckRule {
  /// "every 7 days, reading 5%".
  var text: String {
    let reading = readData.map { ", reading \($0.value)" } ?? ""
    return "every \(every?.value.text ?? "?")\(reading)"
  }
}
