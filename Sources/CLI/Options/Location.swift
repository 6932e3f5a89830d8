import Format
import Snapshots
import Storage
import SystemPackage

/// Where a repository is, and what the configuration says about it.
struct Location {
  let path: FilePath
  /// Its entry in the configuration; `nil` for one that is meant by its place alone.
  let entry: RepositoryEntry?

  /// A folder of this machine, as somebody typed it.
  init(typed: [UInt8]) throws(Failure) {
    let text = String(decoding: typed, as: UTF8.self)
    guard !Self.isRemote(text) else {
      throw .usage(
        "the location \(text) is no folder of this machine",
        advice: "Give a folder: -r /mnt/usb/martlet")
    }
    path = try AbsolutePath.make(typed)
    entry = nil
  }

  /// One that the configuration names.
  init(_ entry: RepositoryEntry, _ environment: ProcessEnvironment) throws(Failure) {
    let typed = try HomePath.bytes(entry.location?.value ?? "", environment)
    path = try Location(typed: typed).path
    self.entry = entry
  }

  /// For messages: its name, or its path.
  var name: String { entry?.name.value ?? place }

  /// Its path, printable.
  var place: String { Printable.text(path.bytes) }

  /// As the history keeps it: its bytes as `NameText` has them.
  var recorded: String { NameText.text(path.bytes) }

  /// Whether it is the address of something on another machine.
  static func isRemote(_ text: String) -> Bool {
    text.firstMatch(of: /^(?:[a-z][a-z0-9+.-]*:\/\/|rclone:)/) != nil
  }

  /// Opens what is there.
  func open() throws -> LocalStorage {
    do throws(StorageError) {
      return try LocalStorage.open(at: path)
    } catch {
      guard error.code == .notFound || error.code == .wrongKind else { throw error }
      throw Failure(
        .noRepository,
        error.code == .notFound ? "there is no repository" : "there is no folder",
        at: NameText.text(path.bytes), advice: adviceWhereMissing)
    }
  }

  /// What to do where there is no repository. A disk that is not mounted comes before a new one,
  /// which would be made in the empty folder that the disk is mounted on.
  var adviceWhereMissing: String {
    let first =
      MachineFolder.mayBeUnmounted(path)
      ? "Is the disk mounted that it is on? If it is, check the path" : "Check the path"
    return "\(first), or make a repository there: martlet init -r "
      + ShellWord.quoted(entry?.name.value ?? path.string)
  }
}
