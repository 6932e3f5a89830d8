import ArgumentParser
import Format
import Snapshots

/// What of the sources is not to be saved. Nothing is left out by default.
struct SelectionOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Leave out what the pattern matches, as one in a .gitignore would; !PATTERN brings back. "
        + "Can be repeated; the last that matches decides.", valueName: "pattern"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of such patterns, one a line. Can be repeated; --exclude overrules it.",
      valueName: "file"),
    completion: .file())
  var excludeFile: [String] = []

  @Option(
    help: ArgumentHelp("Leave out larger files: 500K, 100M, 1.5G.", valueName: "size"))
  var excludeLargerThan: ByteSize?

  @Flag(help: "Of a folder with a valid CACHEDIR.TAG, save only it and the tag.")
  var excludeCaches = false

  @Option(
    help: ArgumentHelp(
      "Of a folder with such an entry, save only it and the entry. Can be repeated.",
      valueName: "name"))
  var excludeIfPresent: [String] = []

  @Flag(help: "Leave out what has the attribute \"no dump\" (chattr +d).")
  var excludeNodump = false

  @Flag(
    name: [.customShort("x"), .long],
    help: "Save folders of other file systems empty, as places to mount them again.")
  var oneFileSystem = false

  @Option(
    help: ArgumentHelp(
      "Save nothing; say what becomes of the path, and which rule decides. Can be repeated.",
      valueName: "path"),
    completion: .file())
  var explain: [String] = []

  func validate() throws {
    guard !exclude.contains("") else { throw ValidationError("A pattern is empty") }
    for name in excludeIfPresent where FileName(NameText.bytes(name)) == nil {
      throw ValidationError("\"\(Printable.text(name))\" is not the name of an entry")
    }
  }

  /// What they select, and with them what the profile selects; reads the files of patterns.
  ///
  /// Patterns of the command line come after those of the profile, so that they decide.
  func selection(
    with profile: Profile?, _ environment: ProcessEnvironment
  ) throws -> Selection {
    let given = profile?.selection ?? ProfileSelection()
    var selection = Selection()
    for file in given.excludeFile {
      try selection.rules.add(file: HomePath.bytes(file.value, environment))
    }
    for file in excludeFile { try selection.rules.add(file: NameText.bytes(file)) }
    for pattern in given.exclude {
      selection.rules.add(
        pattern: Array(pattern.value.utf8), option: "profile \(profile?.name.value ?? "")")
    }
    for pattern in exclude {
      selection.rules.add(pattern: NameText.bytes(pattern), option: "--exclude")
    }
    selection.largestFileBytes = (excludeLargerThan ?? given.excludeLargerThan?.value)?.bytes
    selection.markers =
      given.excludeIfPresent.compactMap { FileName(Array($0.value.utf8)) }
      + excludeIfPresent.compactMap { FileName(NameText.bytes($0)) }
    let traits: [(Bool, Setting<Bool>?, Selection.Trait)] = [
      (excludeCaches, given.excludeCaches, .cacheFolder),
      (excludeNodump, given.excludeNodump, .noDump),
      (oneFileSystem, given.oneFileSystem, .otherFileSystem),
    ]
    for (option, setting, trait) in traits where option || setting?.value == true {
      selection.traits.insert(trait)
    }
    return selection
  }
}

extension IgnoreRules {
  /// The patterns in a file of `--exclude-file`.
  mutating func add(file path: [UInt8]) throws {
    add(contents: try InputFile.contents(of: path, option: "--exclude-file"), ofFile: path)
  }
}
