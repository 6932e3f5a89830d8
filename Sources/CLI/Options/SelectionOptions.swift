import ArgumentParser
import Format
import Snapshots

/// What of the sources is not to be saved. Nothing is left out by default.
struct SelectionOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Leave out what the pattern matches, as a line of a .gitignore would; !PATTERN brings back. "
        + "Can be repeated; the last that matches decides.", valueName: "pattern"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of such patterns, one a line. Can be repeated; --exclude overrules it.",
      valueName: "file"))
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

  func validate() throws {
    guard !exclude.contains("") else { throw ValidationError("A pattern is empty") }
    for name in excludeIfPresent where FileName(ArgumentText.bytes(name)) == nil {
      throw ValidationError("\"\(ArgumentText.printable(name))\" is not the name of an entry")
    }
  }

  /// What they select; reads the files of patterns.
  func selection() throws -> Selection {
    var selection = Selection()
    for file in excludeFile {
      let path = ArgumentText.bytes(file)
      selection.rules.add(
        contents: try InputFile.contents(of: path, option: "--exclude-file"), ofFile: path)
    }
    for pattern in exclude {
      selection.rules.add(pattern: ArgumentText.bytes(pattern), option: "--exclude")
    }
    selection.largestFileBytes = excludeLargerThan?.bytes
    selection.markers = excludeIfPresent.compactMap { FileName(ArgumentText.bytes($0)) }
    if excludeCaches { selection.traits.insert(.cacheFolder) }
    if excludeNodump { selection.traits.insert(.noDump) }
    if oneFileSystem { selection.traits.insert(.otherFileSystem) }
    return selection
  }
}
