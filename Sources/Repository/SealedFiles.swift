import Format
import Sealing
import Storage

/// Writes and reads the files that are one sealed box (FORMAT.md 3.6), whatever is inside.
struct SealedFiles: Sendable {
  let storage: any Storage
  let keyring: Keyring
  let random: any RandomSource

  /// What a sealed file held, and the hash that a COMMIT or verdict names it by.
  struct Opened: Sendable {
    let payload: [UInt8]
    let hash: Bytes32
  }

  /// The whole file: header and box, padded.
  func sealed(_ payload: [UInt8], as path: RepositoryPath) throws(RepositoryError) -> [UInt8] {
    guard let kind = path.fileKind else {
      preconditionFailure("\(path.name) is not a sealed file")
    }
    let name = path.name
    let bytes: [UInt8]
    do throws(SealingError) {
      let contents = try boxContents(payload, kind: kind)
      let header = FileHeader(kind: kind)
      let plaintext = contents.encoded(padding: .sealedFile)
      let box = try Sealer(random: random).seal(
        plaintext, key: keyring.key(for: kind),
        associatedData: AssociatedBytes.file(
          header: header, repository: keyring.repositoryID, path: name))
      bytes = header.encoded() + box
    } catch {
      throw RepositoryError(error, in: name)
    }
    // What every reader would refuse must not be written [11-a].
    guard max(payload.count, bytes.count) <= kind.maxBytes else {
      throw RepositoryError(
        .failed,
        "it would have \(payload.count) bytes, and readers refuse more than "
          + "\(kind.maxBytes)", at: name, advice: "save fewer paths at once")
    }
    return bytes
  }

  /// Opens `bytes` as the file that `path` names; `nil` paths of other shapes are the caller's bug.
  func opened(_ bytes: [UInt8], as path: RepositoryPath) throws(RepositoryError) -> [UInt8] {
    try SealedFileReader(self).opened(bytes, as: path)
  }

  /// Reads and opens the file; `notFound` inside `cause` when it is missing.
  func read(_ path: RepositoryPath) throws(RepositoryError) -> Opened {
    try SealedFileReader(self).read(path)
  }

  /// The file's bytes, not opened.
  func readBytes(_ path: RepositoryPath) throws(RepositoryError) -> [UInt8] {
    do throws(StorageError) {
      return try storage.read(path.name, limit: path.fileKind?.maxBytes ?? Limits.maxSmallFileBytes)
    } catch {
      throw RepositoryError(error)
    }
  }

  /// Seals and creates the file; durable on return.
  func create(
    _ payload: [UInt8], as path: RepositoryPath, via temporary: RepositoryPath
  ) throws(RepositoryError) -> (outcome: CreateOutcome, bytes: [UInt8]) {
    let bytes = try sealed(payload, as: path)
    do throws(StorageError) {
      return (try storage.create(path.name, bytes, via: temporary.name), bytes)
    } catch {
      throw RepositoryError(error)
    }
  }

  /// Makes a file durable that somebody else may be creating just now, before what could not be
  /// taken back is done because of it [10.4-d]. One that has gone meanwhile has served.
  func confirm(
    _ path: RepositoryPath, via temporary: RepositoryPath
  ) throws(RepositoryError) {
    do throws(RepositoryError) {
      let bytes = try readBytes(path)
      do throws(StorageError) {
        // There already, or brought back as it was.
        _ = try storage.create(path.name, bytes, via: temporary.name)
      } catch {
        throw RepositoryError(error)
      }
    } catch {
      guard error.isOfMissingFile else { throw error }
    }
  }

  /// Compressed where that makes it smaller.
  private func boxContents(
    _ payload: [UInt8], kind: FileKind
  ) throws(SealingError) -> BoxContents {
    guard kind.isWorthCompressing, payload.count > 256 else {
      return BoxContents(raw: payload)
    }
    if let small = try Compressor(level: .standard).compressed(payload) {
      return BoxContents(codec: .zstd, rawLength: payload.count, payload: small[...])
    }
    return BoxContents(codec: .raw, rawLength: payload.count, payload: payload[...])
  }
}

extension FileKind {
  /// The limit of FORMAT.md 11 for the file and for what is in it.
  var maxBytes: Int {
    switch self {
    case .indexRun: Limits.maxIndexRunBytes
    case .snapshot: Limits.maxSnapshotBytes
    case .plan, .waits, .verdict, .done, .stub: Limits.maxPruneFileBytes
    default: Limits.maxSmallFileBytes
    }
  }

  /// Small files are padded to more than compression could save.
  var isWorthCompressing: Bool {
    switch self {
    case .indexRun, .snapshot, .plan, .verdict: true
    default: false
    }
  }
}

extension Keyring {
  /// The key that seals a file of this kind (FORMAT.md 3.3).
  func key(for kind: FileKind) -> AEADKey {
    switch kind {
    case .snapshot: tree
    case .indexRun: index
    default: log
    }
  }
}
