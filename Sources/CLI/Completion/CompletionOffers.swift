import ArgumentParser
import Glibc
import Repository
import Sealing
import Snapshots
import SystemPackage

/// What a shell can offer for a word, found out without a password: from the configuration, from
/// folders, and from the part of a repository that is not secret. Whatever goes wrong, less is
/// offered.
struct CompletionOffers {
  /// More than that is no help.
  private static let maxFolders = 1_000

  /// What was typed of the word.
  let beginning: String
  private let options: CommonOptions?
  private let environment: ProcessEnvironment?
  private let configuration: Configuration?

  /// `words` is the command line, with its quotes.
  init(words: [String], beginning: String) {
    self.beginning = beginning
    let environment = try? ProcessEnvironment.take()
    self.environment = environment
    configuration = environment.flatMap { try? ConfigurationFile($0)?.contents() }
    options = try? CommonOptions.parse(Self.placeOptions(words))
  }

  /// What of the command line says which repository is meant.
  private static func placeOptions(_ words: [String]) -> [String] {
    var found: [String] = []
    for (word, next) in zip(words, words.dropFirst()) {
      let isJoined = ["--repo=", "--profile="].contains { word.hasPrefix($0) }
      if isJoined {
        found.append(unquoted(word))
      } else if ["-r", "--repo", "-p", "--profile"].contains(word), !next.isEmpty {
        found += [word, unquoted(next)]
      }
    }
    return found
  }

  private static func unquoted(_ word: String) -> String {
    word.filter { !"\"'\\".contains($0) }
  }
}

extension CompletionOffers {
  var profiles: [String] { configuration?.profiles.map(\.name.value) ?? [] }

  var repositories: [String] { configuration?.repositories.map(\.name.value) ?? [] }

  var sets: [String] {
    var seen: Set<String> = []
    return (configuration?.profiles ?? []).map(\.setName).filter { seen.insert($0).inserted }
  }

  /// Without a look into the repository, which would take a password.
  var snapshots: [String] {
    ["latest", "latest~1", "@today", "@yesterday"] + sets.map { "\($0)@latest" }
  }

  var keys: [String] {
    guard let options, let environment, let settings = try? Settings(options, environment),
      let location = try? settings.locations(options, environment).first,
      let storage = try? location.open(), let slots = try? KeySlots.read(storage)
    else { return [] }
    return slots.slots.map { Printable.text($0.label) }
  }

  /// Folders whose paths begin like that, written as the word is.
  var folders: [String] {
    let end = beginning.lastIndex(of: "/").map { beginning.index(after: $0) }
    let above = beginning[..<(end ?? beginning.startIndex)]
    let name = beginning[above.endIndex...]
    guard !above.contains("\\"), !above.contains("\""), !above.contains("'") else { return [] }
    // zsh would take the tilde for a name.
    guard !above.hasPrefix("~") || CompletionShell.requesting != .zsh else { return [] }
    let folder = FilePath(Self.withHome(String(above), environment))
    let found = MachineFolder.names(in: folder.isEmpty ? "." : folder).filter { entry in
      // An offer is a line.
      !entry.contains(where: \.isNewline) && entry.hasPrefix(name)
        && entry.hasPrefix(".") == name.hasPrefix(".")
        && Self.isFolder(folder.appending(entry))
    }
    return found.sorted().prefix(Self.maxFolders).map { "\(above)\($0)/" }
  }

  private static func withHome(_ path: String, _ environment: ProcessEnvironment?) -> String {
    guard path.hasPrefix("~/"), let home = environment?.text("HOME") else { return path }
    return home + path.dropFirst()
  }

  private static func isFolder(_ path: FilePath) -> Bool {
    var status = stat()
    return stat(path.string, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
