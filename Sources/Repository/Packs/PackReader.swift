import Format
import Sealing
import Storage

/// Reads the directory of a pack from its end (FORMAT.md 6.1).
struct PackReader {
  private let storage: any Storage
  private let keyring: Keyring
  private let random: any RandomSource

  init(_ repository: Repository) {
    storage = repository.storage
    keyring = repository.keyring
    random = repository.surroundings.random
  }

  func directory(_ id: PackID, length: Int) throws(RepositoryError) -> PackDirectory {
    let name = RepositoryPath.pack(id).name
    guard length >= FileHeader.byteCount + PackTrailer.byteCount, length <= Limits.maxPackBytes
    else { throw .damaged("a length of \(length) bytes is none of a pack", at: name) }
    let trailerBytes = try read(
      name, at: length - PackTrailer.byteCount, count: PackTrailer.byteCount)
    do throws(FormatError) {
      let trailer = try PackTrailer(decoding: trailerBytes, packLength: length)
      let offset = trailer.directoryOffset(packLength: length)
      return try directory(name, offset: offset, count: trailer.directoryBytes)
    } catch {
      throw RepositoryError(error, in: name)
    }
  }

  private func directory(
    _ name: String, offset: Int, count: Int
  ) throws(FormatError) -> PackDirectory {
    let sealed: [UInt8]
    do throws(RepositoryError) {
      sealed = try read(name, at: offset, count: count)
    } catch {
      throw FormatError(field: "directory", offset: offset, problem: error.problem)
    }
    return try opened(sealed, offset: offset)
  }

  /// Opens and decodes the sealed directory that stands at `offset`.
  func opened(_ sealed: [UInt8], offset: Int) throws(FormatError) -> PackDirectory {
    do throws(SealingError) {
      let plaintext = try Sealer(random: random).open(
        sealed, key: keyring.index,
        associatedData: AssociatedBytes.directory(repository: keyring.repositoryID))
      return try decoded(plaintext, offset: offset)
    } catch {
      throw FormatError(field: "directory", offset: offset, problem: "\(error)")
    }
  }

  private func decoded(
    _ plaintext: [UInt8], offset: Int
  ) throws(SealingError) -> PackDirectory {
    do throws(FormatError) {
      let contents = try BoxContents(
        decoding: plaintext, rawLimit: Limits.maxDirectoryRawBytes)
      let raw =
        contents.codec == .raw
        ? Array(contents.payload)
        : try decompressed(Array(contents.payload), contents.rawLength)
      var input = ByteReader(raw)
      let directory = try PackDirectory(from: &input, directoryOffset: offset)
      try input.finish()
      return directory
    } catch {
      throw .notDecodable
    }
  }

  private func decompressed(
    _ payload: [UInt8], _ rawLength: Int
  ) throws(FormatError) -> [UInt8] {
    do throws(SealingError) {
      return try Decompressor().decompressed(payload, rawLength: rawLength)
    } catch {
      throw FormatError(field: "payload", offset: 0, problem: "\(error)")
    }
  }

  private func read(
    _ name: String, at offset: Int, count: Int
  ) throws(RepositoryError) -> [UInt8] {
    do throws(StorageError) {
      return try storage.read(name, at: UInt64(offset), count: count)
    } catch {
      throw RepositoryError(error)
    }
  }
}
