/// What the configuration file says: repositories and profiles, in the order of the text.
struct Configuration: Equatable {
  var repositories: [RepositoryEntry] = []
  var profiles: [Profile] = []

  func profile(named name: String) -> Profile? { profiles.first { $0.name.value == name } }

  func repository(named name: String) -> RepositoryEntry? {
    repositories.first { $0.name.value == name }
  }
}

extension Configuration {
  /// Reads the text of the file. Keys are strict: what is not known is an error, not a remark.
  init(parsing bytes: [UInt8]) throws(ConfigurationErrors) {
    let document: TOMLValue
    do throws(ConfigurationError) {
      document = try TOMLValue(parsing: bytes)
    } catch {
      throw ConfigurationErrors([error])
    }
    guard case .table(let entries) = document.content else { return }
    var reader = TableReader(entries)
    repositories = reader.tables("repo") { RepositoryEntry($0, &$1) }
    profiles = reader.tables("profile") { Profile($0, &$1) }
    noteUnknownRepositories(&reader)
    let errors = reader.finished()
    guard errors.isEmpty else { throw ConfigurationErrors(errors) }
  }

  /// A repository is meant by its name, or by a location, which no name looks like.
  private func noteUnknownRepositories(_ reader: inout TableReader) {
    let names = repositories.map(\.name.value)
    for repository in profiles.flatMap(\.repositories)
    where EntryName.isValid(repository.value) && !names.contains(repository.value) {
      let meant = Suggestion.nearest(to: repository.value, in: names)
      reader.note(
        "there is no [repo.\(repository.value)]", at: repository.position,
        advice: meant.map { "Did you mean \"\($0)\"?" }
          ?? "Add it, or write where the repository is: \"/mnt/usb/martlet\"")
    }
  }
}

/// The names of profiles and repositories: they become parts of the names of files and units.
enum EntryName {
  static let maxBytes = 64

  static func isValid(_ name: String) -> Bool {
    name.utf8.count <= maxBytes
      && name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.\-]*/) != nil
  }

  static func check(_ name: Setting<String>, _ table: String, _ reader: inout TableReader) {
    guard !isValid(name.value) else { return }
    reader.note(
      "\"\(name.value)\" cannot be the name of a \(table)", at: name.position,
      advice: "Use letters without accents, digits, and - _ . within it; at most \(maxBytes)")
  }
}
