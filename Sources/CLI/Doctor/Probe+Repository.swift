import Format
import Glibc
import Repository
import Storage
import SystemPackage

extension Probe {
  /// Whether it can be reached, is one, and is of a format that this version knows.
  static let repository = Probe { patient in
    do {
      let path = try patient.location.get().path
      _ = try patient.storage?.get()
      let configs = try patient.configs?.get() ?? []
      guard configs.allSatisfy(\.header.permitsWriting) else {
        return [
          .wrong(
            .repository, "\(path) may only be written by a newer martlet",
            advice: "Use a newer martlet; reading it works")
        ]
      }
      return [.ok(.repository, "\(path), format \(FileHeader.version)")]
    } catch {
      let failure = Failure(error)
      guard failure.code == .noRepository, let location = try? patient.location.get() else {
        return [.wrong(.repository, failure)]
      }
      return [
        .wrong(
          .repository,
          Failure(
            failure.code, failure.problem, at: failure.location,
            advice: location.adviceWhereMissing))
      ]
    }
  }

  /// Config and key slots stand in two copies each.
  static let copies = Probe { patient in
    guard let storage = try? patient.storage?.get(), (try? patient.configs?.get()) != nil else {
      return []
    }
    do {
      let opened = try? patient.repository?.get()
      let problems = try (opened.map { CopyCheck($0) } ?? CopyCheck(storage)).findings()
      let slots = try KeySlots.read(storage).slots.count
      guard problems.isEmpty else { return problems.map(DoctorFinding.copy) }
      return [
        .ok(.copies, "config and \(Wording.count(UInt64(slots), "key")), two good copies of each")
      ]
    } catch {
      return [.wrong(.copies, Failure(error))]
    }
  }

  static let snapshots = Probe { patient in
    do {
      guard let catalog = try patient.catalog?.get() else { return [] }
      let count = Wording.count(UInt64(catalog.snapshots.count), "snapshot")
      guard catalog.damage.isEmpty else {
        let damaged = Wording.count(UInt64(catalog.damage.count), "file")
        return [
          .warning(
            .snapshots, "\(count), and \(damaged) damaged",
            advice: "See what that affects: martlet check")
        ]
      }
      return [.ok(.snapshots, count)]
    } catch {
      return [.wrong(.snapshots, Failure(error))]
    }
  }

  static let space = Probe { patient in
    guard let path = try? patient.location.get().path, (try? patient.storage?.get()) != nil,
      let status = FileSystemStatus(of: path)
    else { return [] }
    return [.space(status)]
  }

  /// Whether whoever runs this may write where backups write.
  static let repositoryFolders = Probe { patient in
    guard let path = try? patient.location.get().path, (try? patient.configs?.get()) != nil else {
      return []
    }
    let folders = [path] + Patient.folders.map { path.appending($0) }
    let closed = folders.filter { Patient.access($0) == .denied }
    return [.folders(closed, isReadOnly: FileSystemStatus(of: path)?.isReadOnly ?? false)]
  }

  /// What interrupted runs left.
  static let leftovers = Probe { patient in
    guard let storage = try? patient.storage?.get(), (try? patient.configs?.get()) != nil else {
      return []
    }
    do {
      let files = try storage.list("tmp")
      let signs = try (try? patient.repository?.get()).map { repository in
        try SessionSign.all(in: repository, isRunning: ProcessIdentity.isRunning)
      }
      let names = try storage.list("sessions").count
      return [.leftovers(signs?.map(\.standing), names: names, temporaries: files.map(\.size))]
    } catch {
      return [.wrong(.leftovers, Failure(RepositoryError.wrapping(error)))]
    }
  }
}

extension RepositoryError {
  fileprivate static func wrapping(_ error: any Error) -> any Error {
    (error as? StorageError).map { RepositoryError($0) } ?? error
  }
}

extension Patient {
  enum Access {
    case granted, denied, missing
  }

  /// The folders of a repository that a backup writes to.
  static let folders = ["index", "log", "packs", "sessions", "snapshots", "tmp"]

  /// Whether this process may read and write in a folder.
  static func access(_ folder: FilePath) -> Access {
    let isGranted = folder.withPlatformString {
      faccessat(AT_FDCWD, $0, R_OK | W_OK | X_OK, AT_EACCESS) == 0
    }
    guard !isGranted else { return .granted }
    return errno == ENOENT ? .missing : .denied
  }
}
