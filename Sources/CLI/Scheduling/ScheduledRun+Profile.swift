import Snapshots
import SystemPackage

extension ScheduledRun {
  /// The run that saves a profile of this configuration as it is meant here and now.
  ///
  /// Throws `usage` for a profile that could not be saved with nobody there.
  init(
    _ profile: Profile, _ schedule: Schedule, _ scope: Scope, _ file: ConfigurationFile,
    _ invocation: Invocation
  ) throws {
    let name = profile.name.value
    guard !profile.repositories.isEmpty else {
      throw Failure.usage(
        "the profile \"\(name)\" has no repository, and a scheduled run gets no -r",
        advice: "Add one to it, such as repo = \"/mnt/usb/martlet\"")
    }
    let locations = try invocation.settings.profileLocations(invocation.environment)
    self.init(
      profile: name, schedule: schedule, scope: scope, program: try Self.thisProgram(),
      variables: Self.variables(scope, file, invocation.environment),
      credentials: try Self.credentials(locations, invocation.environment),
      writable: try Self.writable(profile, locations, invocation))
  }

  private static func thisProgram() throws(Failure) -> String {
    guard let path = SystemFile.link("/proc/self/exe"), !path.hasSuffix(" (deleted)") else {
      throw Failure(
        .failed, "it is not known where this program is", advice: "Start it by its whole path")
    }
    return path
  }

  private static func variables(
    _ scope: Scope, _ file: ConfigurationFile, _ environment: ProcessEnvironment
  ) -> [Variable] {
    // systemd gives services of the machine no home.
    let names = scope == .system ? ["HOME"] : []
    return [Variable(name: "MARTLET_CONFIG", value: file.path.string)]
      + (names + ["XDG_CACHE_HOME", "XDG_STATE_HOME", "MARTLET_CACHE_DIR"]).compactMap { name in
        environment.text(name).map { Variable(name: name, value: $0) }
      }
  }

  private static func credentials(
    _ locations: [Location], _ environment: ProcessEnvironment
  ) throws -> [Credential] {
    try locations.compactMap { location in
      guard let entry = location.entry, case .passwordFile(let path)? = entry.secret?.value else {
        return nil
      }
      return Credential(
        name: SecretSource.credentialName(of: entry),
        path: try AbsolutePath.make(HomePath.bytes(path, environment)).string)
    }
  }

  private static func writable(
    _ profile: Profile, _ locations: [Location], _ invocation: Invocation
  ) throws -> [String]? {
    let hasCommands = locations.contains { location in
      if case .passwordCommand? = location.entry?.secret?.value { true } else { false }
    }
    guard profile.hooks.isEmpty, !hasCommands else { return nil }
    let own = [invocation.folders.state, invocation.folders.cache].compactMap { $0 }
    let metrics = try profile.monitor.metricsFile.map { file in
      try AbsolutePath.make(HomePath.bytes(file.value, invocation.environment))
        .removingLastComponent()
    }
    return (locations.map(\.path) + own + [metrics].compactMap { $0 }).map(\.string)
  }
}
