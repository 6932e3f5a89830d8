import Format
import Glibc
import Snapshots
import SystemPackage

/// What a run takes from the configuration: a profile, and the repositories that have names there.
struct Settings {
  /// `nil` where there is none, or none is needed.
  let configuration: Configuration?
  /// The one that `-p` or `$MARTLET_PROFILE` names.
  let profile: Profile?

  static let none = Settings(configuration: nil, profile: nil)

  init(configuration: Configuration?, profile: Profile?) {
    self.configuration = configuration
    self.profile = profile
  }

  /// Reads the file if something is named that stands in it.
  init(_ options: CommonOptions, _ environment: ProcessEnvironment) throws {
    let name = Self.profileName(options, environment)
    let repository = options.repo.map(NameText.bytes) ?? environment.bytes("MARTLET_REPO")
    guard name != nil || repository.map(Self.mayBeName) ?? false else {
      (configuration, profile) = (nil, nil)
      return
    }
    let file = try ConfigurationFile(environment)
    let loaded = try file?.load()
    configuration = loaded
    profile = try name.map { try Self.profile($0, loaded, file) }
  }

  /// Takes what has been read.
  init(
    _ options: CommonOptions, _ environment: ProcessEnvironment, configuration: Configuration,
    of file: ConfigurationFile
  ) throws(Failure) {
    self.configuration = configuration
    profile = try Self.profileName(options, environment).map { (name) throws(Failure) in
      try Self.profile(name, configuration, file)
    }
  }

  private static func profileName(
    _ options: CommonOptions, _ environment: ProcessEnvironment
  ) -> String? {
    options.profile ?? environment.profile
  }

  private static func profile(
    _ name: String, _ configuration: Configuration?, _ file: ConfigurationFile?
  ) throws(Failure) -> Profile {
    guard let configuration else {
      throw .usage(
        "there is no configuration with a profile \"\(name)\"",
        at: file.map { NameText.text($0.path.bytes) } ?? "",
        advice: "See how one looks: martlet config example")
    }
    guard let profile = configuration.profile(named: name) else {
      let names = configuration.profiles.map(\.name.value)
      let meant = Suggestion.nearest(to: name, in: names)
      let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
      throw .usage(
        "there is no profile \"\(name)\"", at: file.map { NameText.text($0.path.bytes) } ?? "",
        advice: meant.map { "Did you mean: -p \($0)?" } ?? "Look into the file: \(known)")
    }
    return profile
  }

  /// A path with a slash is never a name.
  private static func mayBeName(_ typed: [UInt8]) -> Bool {
    EntryName.isValid(String(decoding: typed, as: UTF8.self))
  }
}

// MARK: repositories

extension Settings {
  /// The repositories that are meant, the first one first: that of the option, else that of the
  /// environment, else those of the profile.
  ///
  /// Throws `usage` where none is.
  func locations(
    _ options: CommonOptions, _ environment: ProcessEnvironment
  ) throws(Failure) -> [Location] {
    if let typed = options.repo.map(NameText.bytes) ?? environment.bytes("MARTLET_REPO"),
      !typed.isEmpty
    {
      return [try location(typed, environment)]
    }
    let locations = try profileLocations(environment)
    guard !locations.isEmpty else { throw noRepository }
    return locations
  }

  /// Those of the profile, whatever else is given.
  func profileLocations(_ environment: ProcessEnvironment) throws(Failure) -> [Location] {
    var locations: [Location] = []
    for name in profile?.repositories ?? [] {
      locations.append(
        try location(HomePath.bytes(name.value, environment), environment))
    }
    return locations
  }

  private func location(
    _ typed: [UInt8], _ environment: ProcessEnvironment
  ) throws(Failure) -> Location {
    let name = String(decoding: typed, as: UTF8.self)
    guard let entry = configuration?.repository(named: name) else {
      return try Location(typed: typed)
    }
    return try Location(entry, environment)
  }

  private var noRepository: Failure {
    guard let profile else {
      return .usage(
        "no repository is given",
        advice: "Say where it is: -r /mnt/usb/martlet, or once for all: "
          + "export MARTLET_REPO=/mnt/usb/martlet")
    }
    return .usage(
      "the profile \"\(profile.name.value)\" has no repository",
      advice: "Add one to it, such as repo = \"/mnt/usb/martlet\", or give one with -r")
  }
}
