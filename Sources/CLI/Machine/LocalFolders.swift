import Format
import Glibc
import SystemPackage

/// Where the program keeps its own files on this machine: what can be made again in `cache`, what
/// is worth keeping in `state`.
struct LocalFolders: Equatable {
  /// `nil` where there is no home. One that is missing is not made: it is mistyped, or not mounted.
  let cache: FilePath?
  let state: FilePath?

  /// `$MARTLET_CACHE_DIR`, else the folders of the XDG Base Directory Specification, which wants
  /// relative paths ignored.
  init(_ environment: ProcessEnvironment) {
    let home = environment.path("HOME").flatMap {
      $0.isAbsolute && MachineFolder.exists($0) ? $0 : nil
    }
    func base(_ name: String, _ fallback: String) -> FilePath? {
      if let path = environment.path(name), path.isAbsolute { return path }
      return home?.appending(fallback)
    }
    let given = environment.bytes("MARTLET_CACHE_DIR").flatMap { try? AbsolutePath.make($0) }
    cache = given ?? base("XDG_CACHE_HOME", ".cache")?.appending("martlet")
    state = base("XDG_STATE_HOME", ".local/state")?.appending("martlet")
  }

  /// The part of the cache that belongs to one repository, made if it is missing; `nil` where it
  /// cannot be made, which only costs time.
  func cache(of repository: RepositoryID) -> FilePath? {
    guard makeCache(), let folder = place(of: repository) else { return nil }
    return Self.make(folder) ? folder : nil
  }

  /// Makes the cache, if it is missing; `false` where it cannot be made.
  @discardableResult func makeCache() -> Bool {
    guard let cache, Self.make(cache) else { return false }
    Self.tag(cache)
    return true
  }

  /// Where that part is, whether it is there or not.
  func place(of repository: RepositoryID) -> FilePath? {
    cache?.appending(Hex.encode(repository.bytes.bytes.prefix(16)))
  }

  private static func make(_ folder: FilePath) -> Bool {
    (try? MachineFolder.make(folder)) != nil
  }

  /// Tells backup programs, this one too, that the folder is not worth saving
  /// (bford.info/cachedir).
  private static func tag(_ folder: FilePath) {
    let descriptor = open(
      folder.appending("CACHEDIR.TAG").string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let text = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by martlet.\n"
    _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
    close(descriptor)
  }
}
