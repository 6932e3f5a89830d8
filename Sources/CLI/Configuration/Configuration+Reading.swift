import Format
import Snapshots

extension RepositoryEntry {
  init(_ name: Setting<String>, _ reader: inout TableReader) {
    EntryName.check(name, "repository", &reader)
    self.name = name
    let location = reader.text("location")
    self.location = location.flatMap { reader.location($0) }
    let secrets = [
      reader.text("password-command").map { $0.map(Secret.passwordCommand) },
      reader.path("password-file").map { $0.map(Secret.passwordFile) },
      reader.path("recovery-file").map { $0.map(Secret.recoveryFile) },
    ].compactMap { $0 }.sorted { $0.position < $1.position }
    secret = secrets.first
    if location == nil, reader.errors.isEmpty {
      reader.note(
        "[repo.\(name.value)] has no location", at: name.position,
        advice: "Say where the repository is: location = \"/mnt/usb/martlet\"")
    }
    if secrets.count > 1 {
      reader.note(
        "[repo.\(name.value)] says twice what opens it", at: secrets[1].position,
        advice: "Keep one of password-command, password-file and recovery-file")
    }
  }
}

extension Profile {
  init(_ name: Setting<String>, _ reader: inout TableReader) {
    EntryName.check(name, "profile", &reader)
    self.name = name
    repositories = reader.textOrTexts("repo").compactMap { text in
      EntryName.isValid(text.value) ? text : reader.location(text)
    }
    selection = ProfileSelection(&reader)
    compression = reader.value("compression", "\"fast\", \"default\" or \"max\"") {
      BackupCommand.Compression(rawValue: $0)
    }
    set = reader.text("set").flatMap { name in
      let problem = SetName.problem(with: name.value)
      return reader.make(
        name, "\"set\" \(problem ?? "")", advice: SetName.advice
      ) { problem == nil ? $0 : nil }
    }
    tags = reader.texts("tags").compactMap { tag in
      reader.make(
        tag, "\"\(tag.value)\" is longer than \(Limits.maxTagBytes) bytes",
        advice: "Make it shorter"
      ) { $0.utf8.count <= Limits.maxTagBytes ? $0 : nil }
    }
    note = reader.shortText("note", maxBytes: Limits.maxNoteBytes)
    skipIfUnchanged = reader.flag("skip-if-unchanged")
    readWorkers = reader.count("read-workers", in: 1...64)
    schedule = reader.value("schedule", Schedule.form) { Schedule($0) }
    keep = reader.table("keep") { RetentionRules(&$0) }
    check = reader.table("check") { CheckRule(&$0) }
    overdueAfter = reader.value("overdue-after", TimeSpan.form) { TimeSpan($0) }
    hooks = reader.table("hooks") { Hooks(&$0) }?.value ?? Hooks()
    monitor = reader.table("monitor") { Monitoring(&$0) }?.value ?? Monitoring()
    noteEmptyRules(&reader)
  }

  private func noteEmptyRules(_ reader: inout TableReader) {
    if let keep, keep.value.isEmpty, reader.errors.isEmpty {
      reader.note(
        "\"keep\" is empty: it would keep nothing", at: keep.position,
        advice: "Say how many stay, such as { last = 5, daily = 14 }, or leave it out")
    }
    if let check, check.value.every == nil, reader.errors.isEmpty {
      reader.note(
        "\"check\" does not say how often", at: check.position,
        advice: "Say it, such as { every = \"7d\" }")
    }
  }
}

extension ProfileSelection {
  init(_ reader: inout TableReader) {
    paths = reader.paths("paths")
    filesFrom = reader.paths("files-from")
    exclude = reader.texts("exclude")
    excludeFile = reader.paths("exclude-file")
    excludeCaches = reader.flag("exclude-caches")
    excludeIfPresent = reader.texts("exclude-if-present").compactMap { name in
      reader.make(
        name, "\"\(name.value)\" is not the name of an entry",
        advice: "Write a name without a slash, such as \".nobackup\""
      ) { FileName(Array($0.utf8)) == nil ? nil : $0 }
    }
    excludeLargerThan = reader.value("exclude-larger-than", "a size such as \"100M\"") {
      ByteSize(argument: $0)
    }
    excludeNodump = reader.flag("exclude-nodump")
    oneFileSystem = reader.flag("one-file-system")
  }
}

extension RetentionRules {
  init(_ reader: inout TableReader) {
    self.init()
    let counts = 1...1_000_000
    last = reader.count("last", in: counts)?.value ?? 0
    for period in RetentionPeriod.allCases {
      periods[period] = reader.count(period.rawValue, in: counts)?.value
    }
    within = reader.value("within", TimeSpan.form) { TimeSpan($0) }.map { Int64($0.value.seconds) }
    tags = Set(reader.texts("tags").map(\.value))
  }
}

extension CheckRule {
  init(_ reader: inout TableReader) {
    every = reader.value("every", TimeSpan.form) { TimeSpan($0) }
    readData = reader.value("read-data", "\"all\", \"5%\", \"10GiB\" or \"20min\"") {
      ReadShare(argument: $0) == nil ? nil : $0
    }
  }
}

extension Hooks {
  init(_ reader: inout TableReader) {
    before = reader.texts("before")
    after = reader.texts("after")
    failed = reader.texts("failed")
  }
}

extension Monitoring {
  init(_ reader: inout TableReader) {
    healthcheck = reader.value("healthcheck", "an address that begins with https:// or http://") {
      $0.wholeMatch(of: /https?:\/\/[^\s\/]+\S*/) == nil ? nil : $0
    }
    metricsFile = reader.path("metrics-file")
  }
}

// MARK: paths and short texts

extension TableReader {
  /// Where a run begins must not matter, so paths are absolute or those of the home.
  mutating func path(_ key: String) -> Setting<String>? { text(key).flatMap { absolutePath($0) } }

  mutating func paths(_ key: String) -> [Setting<String>] {
    texts(key).compactMap { absolutePath($0) }
  }

  mutating func absolutePath(_ text: Setting<String>) -> Setting<String>? {
    make(
      text, "the path \"\(text.value)\" is relative",
      advice: "Begin it with / or ~/, so that it means the same wherever a run begins"
    ) { HomePath.isAbsolute($0) ? $0 : nil }
  }

  /// A repository on another machine has an address instead of a path.
  fileprivate mutating func location(_ text: Setting<String>) -> Setting<String>? {
    Location.isRemote(text.value) ? text : absolutePath(text)
  }

  fileprivate mutating func shortText(_ key: String, maxBytes: Int) -> Setting<String>? {
    text(key).flatMap { text in
      make(
        text, "\"\(key)\" is longer than \(maxBytes) bytes", advice: "Make it shorter"
      ) { $0.utf8.count <= maxBytes ? $0 : nil }
    }
  }
}
