import CShims
import Format
import Glibc
import Repository
import Sealing
import Snapshots
import Storage
import SystemPackage

/// The repository of mirrors that name none: one for each user, in the state folder, made at the
/// first use without a question.
///
/// It makes runs undoable, and is no backup: it lies on this machine, beside the password that
/// opens it, and both go with the disk. So there are no recovery words to keep. They would open a
/// repository that nobody can have who has not the password too; those that a repository is made
/// with are dropped unseen. Whoever wants to keep what mirrors replaced names a repository with -r.
struct PrivateRepository {
  /// Of the password, which is random: as hard to guess as any key.
  private static let passwordBytes = 32
  private static let label = "this machine"

  /// "…/martlet/mirror", for its owner alone.
  let folder: FilePath

  /// - `state`: `LocalFolders.state`.
  ///
  /// Throws `usage` where there is no home to have a state folder in.
  init(in state: FilePath?) throws(Failure) {
    guard let state else {
      throw .usage(
        "there is no home folder to keep a private repository in",
        advice: "Name a repository: -r /mnt/usb/martlet")
    }
    folder = state.appending("mirror")
  }

  var location: FilePath { folder.appending("repository") }
  var passwordFile: FilePath { folder.appending("password") }

  /// Whether it has been made.
  var exists: Bool {
    guard let storage = try? LocalStorage.open(at: location) else { return false }
    return (try? ConfigCopy.readAll(storage))?.isEmpty == false
  }

  /// Opens it; makes it first where there is none.
  func open(_ surroundings: Surroundings) throws -> Repository {
    guard exists else { return try make(surroundings) }
    guard let password = try password() else {
      throw Failure(
        .wrongKey, "the password of the private repository is missing",
        at: NameText.text(passwordFile.bytes),
        advice: "Put the file back. Without it what mirrors replaced is lost, and nothing else: "
          + "move \(folder.string) away, and the next run begins anew")
    }
    return try Repository.open(
      try LocalStorage.open(at: location), with: .password(password), surroundings: surroundings)
  }

  private func make(_ surroundings: Surroundings) throws -> Repository {
    let password = try madePassword(surroundings.random)
    let plan = Repository.Plan(
      password: password, label: Self.label, cost: Self.cost,
      parameters: RepositoryParameters(created: surroundings.clock.now.seconds))
    do {
      let created = try Repository.create(
        try LocalStorage.create(at: location), plan, surroundings: surroundings)
      Reserve(created.repository).layDown()
      return created.repository
    } catch  where exists {
      // Another run was faster, with the same password.
      return try Repository.open(
        try LocalStorage.open(at: location), with: .password(password),
        surroundings: surroundings)
    }
  }

  /// The least there is: nobody tries all passwords of 32 random bytes.
  private static var cost: ScryptCost {
    ScryptCost(log2N: ScryptCost.log2NRange.lowerBound) ?? .standard
  }
}

// MARK: the password

extension PrivateRepository {
  /// The one that is there, which the first of two runs made, or a new one. Durable on return.
  private func madePassword(_ random: any RandomSource) throws -> SecretBytes {
    if let password = try password() { return password }
    do throws(Errno) {
      try MachineFolder.make(folder)
      let text = Base64.encode(try Self.randomBytes(random)) + "\n"
      try Self.create(passwordFile, Array(text.utf8))
    } catch {
      throw Failure(
        [.noSpace, .diskQuotaExceeded].contains(error) ? .full : .failed,
        "the password of the private repository cannot be written: \(error.clause)",
        at: NameText.text(passwordFile.bytes),
        advice: "Check the folder, or name a repository: -r /mnt/usb/martlet")
    }
    guard let password = try password() else {
      throw Failure(
        .failed, "the password of the private repository has just vanished",
        at: NameText.text(passwordFile.bytes), advice: "Run the same command again")
    }
    return password
  }

  /// `nil` where there is none. Throws `wrongKey` for one that others can read, or that is no
  /// password.
  private func password() throws -> SecretBytes? {
    let descriptor = Glibc.open(passwordFile.string, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw refusal("cannot be read: \(Errno(rawValue: errno).clause)", "Check who may read it")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal("is no file", "Move it away, and \(location.string) with it")
    }
    guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
      throw refusal(
        "may be read by others", "Make it yours alone: chmod 600 \(passwordFile.string)")
    }
    let password = try SecretInput.read(descriptor, until: .file)
    guard password.count > 0 else {
      throw refusal("is empty", "Put back what was in it, or move \(folder.string) away")
    }
    return password
  }

  private func refusal(_ problem: String, _ advice: String) -> Failure {
    Failure(
      .wrongKey, "the password of the private repository \(problem)",
      at: NameText.text(passwordFile.bytes), advice: advice)
  }

  private static func randomBytes(_ random: any RandomSource) throws(Errno) -> [UInt8] {
    do throws(SealingError) {
      return try random.bytes(passwordBytes)
    } catch {
      throw .resourceTemporarilyUnavailable
    }
  }

  /// A whole file under that name, for its owner alone, or what was there already.
  private static func create(_ path: FilePath, _ bytes: [UInt8]) throws(Errno) {
    let folder = path.removingLastComponent()
    var temporary = Array(folder.appending(".password.XXXXXX").string.utf8CString)
    // With mode 0600.
    let descriptor = mkstemp(&temporary)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer {
      close(descriptor)
      unlink(temporary)
    }
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw Errno(rawValue: errno) }
    guard count == bytes.count else { throw .noSpace }
    guard fsync(descriptor) == 0 else { throw Errno(rawValue: errno) }
    // Unlike a rename it never takes the place of another one.
    guard link(temporary, path.string) == 0 || errno == EEXIST else {
      throw Errno(rawValue: errno)
    }
    let holder = Glibc.open(folder.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard holder >= 0 else { throw Errno(rawValue: errno) }
    defer { close(holder) }
    guard fsync(holder) == 0 else { throw Errno(rawValue: errno) }
  }
}
