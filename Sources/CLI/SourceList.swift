import FileTree
import Format
import Glibc
import Snapshots
import SystemPackage

/// The folders and files that a backup is asked to save, and what there is to say about them before
/// it starts.
struct SourceList {
  /// Absolute; those that do not exist too, which the backup reports.
  let paths: [FilePath]
  /// The source among them of which only some paths are saved.
  let listed: ListedSource?
  /// Folders without any entry: perhaps a disk that is not mounted.
  let empty: [[UInt8]]
  /// What stdin or the output of a command is called in the snapshot, if that is saved too.
  let streamName: FileName?

  /// Throws `failed` if nothing of it exists.
  init(_ options: SourceOptions) throws {
    streamName = options.streamName
    let typed = try options.paths.map { try AbsolutePath.make(NameText.bytes($0)) }
    listed = try options.listed().map { ListedSource($0) }
    let wanted = typed + (listed?.paths ?? [])
    guard streamName != nil || wanted.contains(where: { Self.exists($0) }) else {
      throw Failure(
        .failed, wanted.count == 1 ? "there is nothing to save" : "none of the sources exists",
        at: Wording.list(wanted.prefix(6).map { NameText.text($0.bytes) }, limit: 5),
        advice: "Check the path")
    }
    empty = typed.filter(MachineFolder.isEmpty).map(\.bytes)
    paths = typed + (listed.map { [$0.folder] } ?? [])
  }

  /// The selection with what is listed of one source.
  func applied(to selection: Selection) -> Selection {
    guard let listed else { return selection }
    var selection = selection
    var listing = listed.listing
    // Named by itself too, so all of it is wanted.
    if paths.dropLast().contains(listed.folder) { listing.add([]) }
    selection.listings[listed.folder] = listing
    return selection
  }

  /// For messages.
  var text: String {
    let names = paths.map { Printable.text($0.bytes) }
    return Wording.list(names + (streamName == nil ? [] : ["stdin"]), limit: 3)
  }

  /// For the history, where two streams are two things: bytes as `NameText` has them.
  var subject: String {
    let stream = streamName.map { "\(StreamSource.folder)/\(NameText.text($0.bytes))" }
    let names = paths.map { NameText.text($0.bytes) }
    return Wording.list(names + [stream].compactMap { $0 }, limit: 3)
  }

  /// The same of a snapshot's sources.
  static func subject(of sources: [[UInt8]]) -> String {
    Wording.list(sources.map(NameText.text), limit: 3)
  }

  /// The repositories and the program's own folders, wherever they are.
  ///
  /// Throws `refused` for a source that lies in one of them: it would save itself.
  func leftOut(with invocation: Invocation) throws -> Set<BackupRequest.LeftOut> {
    let repositories = try invocation.locations().map(\.path)
    for path in paths where repositories.contains(where: { Self.liesWithin($0, path) }) {
      throw Failure(
        .refused, "the source is the repository itself or lies in it",
        at: NameText.text(path.bytes),
        advice: "Save another folder; a repository is copied as it is, with cp or rsync")
    }
    let own = Self.ownFolders(of: invocation)
    for path in paths where own.contains(where: { Self.liesWithin($0, path) }) {
      throw Failure(
        .refused, "the source is martlet's own cache or state or lies in it",
        at: NameText.text(path.bytes),
        advice: "Save another folder; martlet makes these again where they are missing")
    }
    return Set((repositories + own).compactMap(Self.identity))
  }

  /// The same without a refusal, and without a repository where none is given.
  static func leftOut(asFarAsKnown invocation: Invocation) -> Set<BackupRequest.LeftOut> {
    Set(own(asFarAsKnown: invocation).compactMap(identity))
  }

  /// Their paths.
  static func own(asFarAsKnown invocation: Invocation) -> [FilePath] {
    ((try? invocation.locations().map(\.path)) ?? []) + ownFolders(of: invocation)
  }

  private static func ownFolders(of invocation: Invocation) -> [FilePath] {
    [invocation.folders.cache, invocation.folders.state].compactMap { $0 }
  }

  /// Whether the path or a folder above it is that folder, by whatever way it is named.
  static func liesWithin(_ folder: FilePath, _ path: FilePath) -> Bool {
    var above = path
    let folder = identity(of: folder)
    while let folder {
      if identity(of: above) == folder { return true }
      guard above.removeLastComponent() else { return false }
    }
    return false
  }

  private static func identity(of folder: FilePath) -> BackupRequest.LeftOut? {
    guard let status = try? OpenFolder.open(folder).status() else { return nil }
    return BackupRequest.LeftOut(device: status.device, inode: status.inode)
  }

  /// Also where that cannot be seen: what keeps it from being seen is said when it is read.
  static func exists(_ path: FilePath) -> Bool {
    var status = stat()
    return path.withPlatformString { lstat($0, &status) } == 0
      || ![ENOENT, ENOTDIR].contains(errno)
  }
}
