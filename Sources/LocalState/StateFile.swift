import GRDB
import Glibc
import SystemPackage

/// The file behind a `StateDatabase` or the `RunHistory`: how it is made, opened, and set aside.
package struct StateFile: Sendable {
  /// How long a write waits for that of another process.
  private static let busySeconds = 5.0

  let path: FilePath
  let folder: FilePath
  /// Step n makes version n of the version before it. A step that a release had is never changed;
  /// another one is added.
  private let schemaSteps: [String]

  init(in folder: FilePath, name: String, schemaSteps: [String]) {
    self.folder = folder
    self.schemaSteps = schemaSteps
    path = folder.appending(name + ".sqlite")
  }

  /// What the steps lead to.
  private var schemaVersion: Int { schemaSteps.count }

  /// Opens the file; makes it and its folder first if they are missing.
  func connect() throws -> DatabaseQueue {
    guard let path = String(validating: path) else { throw Errno.invalidArgument }
    try make()
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(Self.busySeconds)
    configuration.prepareDatabase { database in
      // Only has an effect on a file that is still empty. A row of 50 files takes 2 KiB: of smaller
      // pages it would fill several that hold nothing else.
      try database.execute(sql: "PRAGMA page_size = 16384")
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      // A power cut may take the last transaction with it, never a part of one.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inDatabase(prepareSchema)
    return queue
  }

  /// Opens the file; one that is damaged, or that a newer version wrote, gives way to a new one.
  ///
  /// The problem is a clause, also where the file can be used again.
  func connectAnew() -> (queue: DatabaseQueue?, problem: String?) {
    do {
      return (try connect(), nil)
    } catch  where Self.isBeyondUse(error) {
      setAside()
      return (try? connect(), clause(error))
    } catch {
      return (nil, clause(error))
    }
  }

  static func isBeyondUse(_ error: any Error) -> Bool {
    switch error {
    case let error as DatabaseError:
      error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    default: error is UnknownSchema
    }
  }

  /// Opens the file that is there as it is, without the locks and files that SQLite has beside one.
  func connectUntouched() throws -> DatabaseQueue {
    guard let path = String(validating: path) else { throw Errno.invalidArgument }
    var configuration = Configuration()
    configuration.readonly = true
    // What means something in a URI.
    let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3F")
      .replacing("#", with: "%23")
    let queue = try DatabaseQueue(path: "file:\(escaped)?immutable=1", configuration: configuration)
    let found = try queue.inDatabase(version)
    guard found == schemaVersion else { throw UnknownSchema(version: found) }
    return queue
  }

  /// What is wrong with the file that is there, which is only read; `nil` if nothing is.
  func problem() throws -> String? {
    guard let path = String(validating: path) else { throw Errno.invalidArgument }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(Self.busySeconds)
    return try DatabaseQueue(path: path, configuration: configuration).inDatabase { database in
      let version = try version(of: database)
      guard 0...schemaVersion ~= version else {
        return UnknownSchema(version: version).description
      }
      let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
      return verdict == "ok" ? nil : verdict
    }
  }

  /// Gives way to a new file. What was there stays beside it under one name, for who wants to look
  /// into it; what stood under that name is gone.
  ///
  /// Whoever has the old file open still can use it: SQLite leaves the write-ahead log of another
  /// file alone when it closes a file that was renamed.
  func setAside() {
    let aside = path.string + ".damaged"
    unlink(path.string + "-shm")
    rename(path.string, aside)
    unlink(aside + "-wal")
    rename(path.string + "-wal", aside + "-wal")
  }

  private func make() throws(Errno) {
    // Not touched when it is there: closing any handle of it would drop the locks that another
    // connection of this process holds.
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
    var handle = Glibc.open(path.string, flags, 0o600)
    if handle < 0 && errno == ENOENT {
      try Self.makeFolder(folder)
      handle = Glibc.open(path.string, flags, 0o600)
    }
    if handle >= 0 {
      close(handle)
    } else if errno != EEXIST && errno != EROFS && errno != EACCES {
      // Where nothing can be written there may still be a file.
      throw Errno(rawValue: errno)
    }
  }

  static func makeFolder(_ folder: FilePath) throws(Errno) {
    guard mkdir(folder.string, 0o700) != 0 else { return }
    let error = Errno(rawValue: errno)
    if error == .noSuchFileOrDirectory && folder != folder.removingLastComponent() {
      try makeFolder(folder.removingLastComponent())
      guard mkdir(folder.string, 0o700) != 0 else { return }
      throw Errno(rawValue: errno)
    }
    if error != .fileExists { throw error }
  }

  /// Brings the file from whatever step it has come to to the last one; its rows stay.
  private func prepareSchema(_ database: Database) throws {
    guard try version(of: database) != schemaVersion else { return }
    try database.inTransaction(.immediate) {
      // Another process may have been faster.
      let version = try version(of: database)
      guard 0...schemaVersion ~= version else { throw UnknownSchema(version: version) }
      for step in schemaSteps[version...] { try database.execute(sql: step) }
      try database.execute(sql: "PRAGMA user_version = \(schemaVersion)")
      return .commit
    }
  }

  private func version(of database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }
}

extension StateFile {
  /// What went wrong with it, as a clause without a full stop.
  func clause(_ error: any Error) -> String { "\(path): \(Self.reason(error))" }

  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as DatabaseError: error.message ?? error.resultCode.description
    case let error as UnknownSchema: error.description
    case let error as Errno: error.description
    default: String(describing: error)
    }
  }
}

/// The file was written by another version of the program.
struct UnknownSchema: Error, CustomStringConvertible {
  let version: Int

  var description: String { "schema \(version) is of another version of martlet" }
}
