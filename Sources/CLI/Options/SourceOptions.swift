import ArgumentParser
import Format
import SystemPackage

/// What a backup is to save.
struct SourceOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Folders or files to save.", valueName: "path"))
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file with paths to save, one a line; - is stdin. Can be repeated. They are one source: "
        + "the deepest folder that holds them all, and of it only them.", valueName: "file"))
  var filesFrom: [String] = []

  @Option(
    name: .customLong("files-from-0"),
    help: ArgumentHelp("The same, with a zero byte behind each path.", valueName: "file"))
  var filesFrom0: [String] = []

  func validate() throws {
    let count = paths.count + (isListed ? 1 : 0)
    guard count > 0 else { throw ValidationError("No path is given") }
    guard count <= Limits.maxSources else {
      throw ValidationError("\(count) sources are more than \(Limits.maxSources)")
    }
    guard (filesFrom + filesFrom0).count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("There is only one stdin")
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
      let path = ArgumentText.bytes(file)
      let contents = try InputFile.contents(of: path, option: option)
      for line in contents.split(separator: separator) {
        paths.append(try AbsolutePath.make(Array(line)))
      }
    }
    guard !paths.isEmpty else {
      throw Failure(
        .failed, "no path is listed",
        at: Wording.list(lists.map { ArgumentText.printable($0.0) }, limit: 3),
        advice: "Check what makes the list")
    }
    return paths
  }
}
