import Glibc
import Snapshots
import SystemPackage

/// What is wrong with a configuration, and what is only worth a look.
struct ConfigurationReview {
  enum Weight: String {
    case error, warning, note
  }

  struct Finding {
    let weight: Weight
    let position: TextPosition
    let problem: String
    /// Empty where the problem says it.
    let advice: String
  }

  private(set) var findings: [Finding] = []
  /// `nil` where there are errors.
  private(set) var configuration: Configuration?

  /// Reads the file; throws `usage` where there is none.
  init(of file: ConfigurationFile, _ environment: ProcessEnvironment) throws {
    do {
      guard let contents = try file.contents() else { throw Failure.noConfiguration(at: file) }
      configuration = contents
      for repository in contents.repositories { try review(repository, environment) }
      for profile in contents.profiles { try review(profile, environment) }
    } catch let errors as ConfigurationErrors {
      findings = errors.errors.map {
        Finding(weight: .error, position: $0.position, problem: $0.problem, advice: $0.advice)
      }
    }
    findings.sort { $0.position < $1.position }
  }

  var hasErrors: Bool { findings.contains { $0.weight == .error } }

  private mutating func review(
    _ repository: RepositoryEntry, _ environment: ProcessEnvironment
  ) throws {
    if let location = repository.location, Location.isRemote(location.value) {
      add(.warning, location, "this version has only repositories in folders of this machine")
    }
    switch repository.secret?.value {
    case .passwordFile(let path), .recoveryFile(let path):
      if let secret = repository.secret {
        try look(for: secret.map { _ in path }, environment)
      }
    case .passwordCommand, nil: break
    }
  }

  private mutating func review(_ profile: Profile, _ environment: ProcessEnvironment) throws {
    let selection = profile.selection
    for path in selection.paths + selection.filesFrom + selection.excludeFile {
      try look(for: path, environment)
    }
    if selection.paths.isEmpty, selection.filesFrom.isEmpty {
      add(.warning, profile.name, "the profile has no paths: there is nothing to save")
    }
    if profile.repositories.isEmpty {
      add(.warning, profile.name, "the profile has no repository: -r has to name one each time")
    }
    if let file = profile.monitor.metricsFile {
      let folder = try AbsolutePath.make(HomePath.bytes(file.value, environment))
        .removingLastComponent()
      if !Self.exists(folder) { add(.warning, file, "\(folder) does not exist") }
    }
    if let schedule = profile.schedule, let problem = CalendarText.problem(with: schedule.value) {
      add(.error, schedule, problem)
    }
  }

  private mutating func look(
    for path: Setting<String>, _ environment: ProcessEnvironment
  ) throws {
    let found = try AbsolutePath.make(HomePath.bytes(path.value, environment))
    if !Self.exists(found) { add(.warning, path, "\(path.value) does not exist") }
  }

  private mutating func add<Value>(_ weight: Weight, _ setting: Setting<Value>, _ problem: String) {
    findings.append(
      Finding(weight: weight, position: setting.position, problem: problem, advice: ""))
  }

  private static func exists(_ path: FilePath) -> Bool {
    var status = stat()
    return path.withPlatformString { stat($0, &status) } == 0
  }
}
