import Storage
import SystemPackage

/// Where a repository is, as the user wrote it.
struct Location {
  let path: FilePath

  /// From `--repo` or else the environment; a folder of this machine.
  init(_ options: CommonOptions, _ environment: ProcessEnvironment) throws(Failure) {
    let typed = options.repo.map(ArgumentText.bytes) ?? environment.bytes("MARTLET_REPO") ?? []
    guard !typed.isEmpty else {
      throw .usage(
        "no repository is given",
        advice: "Say where it is: -r /mnt/usb/martlet, or once for all: "
          + "export MARTLET_REPO=/mnt/usb/martlet")
    }
    let text = String(decoding: typed, as: UTF8.self)
    guard text.firstMatch(of: /^(?:[a-z][a-z0-9+.-]*:\/\/|rclone:)/) == nil else {
      throw .usage(
        "the location \(text) is no folder of this machine",
        advice: "Give a folder: -r /mnt/usb/martlet")
    }
    path = try AbsolutePath.make(typed)
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
        at: path.string,
        advice: "Check the path, or make a repository there: martlet init -r \(path)")
    }
  }
}
