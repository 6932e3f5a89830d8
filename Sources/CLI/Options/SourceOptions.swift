import ArgumentParser
import Format
import SystemPackage

/// What a backup is to save.
struct SourceOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Folders or files to save. With -p: instead of those of the profile, and not as its set.",
      valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file with paths to save, one a line; - is stdin. Can be repeated. They are one source: "
        + "the deepest folder that holds them all, and of it only them.", valueName: "file"),
    completion: .file())
  var filesFrom: [String] = []

  @Option(
    name: .customLong("files-from-0"),
    help: ArgumentHelp("The same, with a zero byte behind each path.", valueName: "file"),
    completion: .file())
  var filesFrom0: [String] = []

  @Option(
    help: ArgumentHelp(
      "Save what comes from stdin, or from --from-command, as a file of that name.",
      valueName: "name"))
  var stdinName: String?

  @Option(
    help: ArgumentHelp(
      "Save what the command prints, as the file that --stdin-name names. Nothing is saved if it "
        + "fails. sh -c runs it: a pipeline ends as its last command does, unless set -o pipefail "
        + "comes before it. A dash of before 2024 has no pipefail: bash -c 'set -o pipefail; "
        + "pg_dump app | zstd'.",
      valueName: "command"))
  var fromCommand: String?

  func validate() throws {
    let count = paths.count + (isListed ? 1 : 0) + (stdinName == nil ? 0 : 1)
    guard count <= Limits.maxSources else {
      throw ValidationError("\(count) sources are more than \(Limits.maxSources)")
    }
    let readers = (filesFrom + filesFrom0).count { $0 == "-" } + (stdinName == nil ? 0 : 1)
    guard readers < 2 || fromCommand != nil else {
      throw ValidationError("There is only one stdin")
    }
    guard fromCommand == nil || stdinName != nil else {
      throw ValidationError("--from-command needs a name for the file: --stdin-name NAME")
    }
    if let stdinName, streamName == nil {
      throw ValidationError("\"\(Printable.text(stdinName))\" is not the name of a file")
    }
  }

  /// These, or what the profile saves where nothing is given.
  func filled(
    from profile: Profile?, _ environment: ProcessEnvironment
  ) throws(Failure) -> SourceOptions {
    guard isEmpty else { return self }
    guard let profile else {
      throw .usage(
        "nothing is named that could be saved",
        advice: "Name it: martlet backup ~/docs. See: martlet backup --help")
    }
    var filled = self
    filled.paths = try Self.arguments(profile.selection.paths, environment)
    filled.filesFrom = try Self.arguments(profile.selection.filesFrom, environment)
    guard !filled.isEmpty else {
      throw .usage(
        "the profile \"\(profile.name.value)\" has no paths",
        advice: "Add them, such as paths = [\"~/Documents\"], or give them here")
    }
    return filled
  }

  private static func arguments(
    _ paths: [Setting<String>], _ environment: ProcessEnvironment
  ) throws(Failure) -> [String] {
    var arguments: [String] = []
    for path in paths {
      arguments.append(NameText.text(try HomePath.bytes(path.value, environment)))
    }
    return arguments
  }

  var isEmpty: Bool { paths.isEmpty && !isListed && stdinName == nil }

  /// What the stream is called in the snapshot; `nil` where none is saved.
  var streamName: FileName? { stdinName.flatMap { FileName(NameText.bytes($0)) } }

  /// Throws `usage` for a stream that is meant for several repositories.
  func checkStream(goesTo locations: [Location]) throws(Failure) {
    guard streamName == nil || locations.count == 1 else {
      throw .usage(
        "a stream is read once, and the profile has \(locations.count) repositories",
        advice: "Name one of them with -r")
    }
  }

  private var isListed: Bool { !filesFrom.isEmpty || !filesFrom0.isEmpty }

  /// The paths in the files; `nil` where no file is given.
  func listed() throws -> [FilePath]? {
    guard isListed else { return nil }
    let lists =
      filesFrom.map { ($0, UInt8(ascii: "\n"), "--files-from") }
      + filesFrom0.map { ($0, UInt8(0), "--files-from-0") }
    var paths: [FilePath] = []
    for (file, separator, option) in lists {
      let path = NameText.bytes(file)
      let contents = try InputFile.contents(of: path, option: option)
      for line in contents.split(separator: separator) {
        paths.append(try AbsolutePath.make(Array(line)))
      }
    }
    guard !paths.isEmpty else {
      throw Failure(
        .failed, "no path is listed",
        at: Wording.list(lists.map { Printable.text($0.0) }, limit: 3),
        advice: "Check what makes the list")
    }
    return paths
  }
}
