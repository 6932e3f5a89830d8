import Format
import Sealing
import Storage

/// Reads sealed files one after another; what is costly to make is made once. For one thread.
final class SealedFileReader {
  private let files: SealedFiles
  private let sealer: Sealer
  private let hasher: ChunkHasher

  init(_ files: SealedFiles) throws(RepositoryError) {
    self.files = files
    do throws(SealingError) {
      sealer = try Sealer(random: files.random)
      hasher = try ChunkHasher(keyring: files.keyring)
    } catch {
      throw RepositoryError(error, in: "a sealed file")
    }
  }

  /// Reads and opens the file; `notFound` inside `cause` when it is missing.
  func read(_ path: RepositoryPath) throws(RepositoryError) -> SealedFiles.Opened {
    let bytes = try files.readBytes(path)
    return SealedFiles.Opened(
      payload: try opened(bytes, as: path), hash: try files.hash(bytes, path))
  }

  /// Opens `bytes` as the file that `path` names; `nil` paths of other shapes are the caller's bug.
  func opened(_ bytes: [UInt8], as path: RepositoryPath) throws(RepositoryError) -> [UInt8] {
    guard let kind = path.fileKind else {
      preconditionFailure("\(path.name) is not a sealed file")
    }
    let name = path.name
    do throws(FormatError) {
      var input = ByteReader(bytes)
      let header = try FileHeader(from: &input)
      guard header.kind == kind else {
        throw FormatError(field: "file kind", offset: 9, problem: "\(header.kind), not \(kind)")
      }
      let associated = AssociatedBytes.file(
        header: header, repository: files.keyring.repositoryID, path: name)
      let plaintext = try open(bytes, key: files.keyring.key(for: kind), associated: associated)
      let contents = try BoxContents(decoding: plaintext, rawLimit: kind.maxBytes)
      return try decoded(contents)
    } catch {
      throw RepositoryError(error, in: name)
    }
  }

  /// HMAC-SHA256(`chunk-id` key, "snapshot" ‖ body) [8.1-b].
  func snapshotID(of body: [UInt8]) throws(RepositoryError) -> SnapshotID {
    do throws(SealingError) {
      return SnapshotID(try hasher.keyedHash(label: "snapshot", body))
    } catch {
      throw RepositoryError(error, in: "a snapshot")
    }
  }

  private func open(
    _ bytes: [UInt8], key: AEADKey, associated: [UInt8]
  ) throws(FormatError) -> [UInt8] {
    do throws(SealingError) {
      return try sealer.open(
        Array(bytes.dropFirst(FileHeader.byteCount)), key: key, associatedData: associated)
    } catch {
      throw FormatError(field: "box", offset: FileHeader.byteCount, problem: "\(error)")
    }
  }

  private func decoded(_ contents: BoxContents) throws(FormatError) -> [UInt8] {
    switch contents.codec {
    case .raw: return Array(contents.payload)
    case .zstd:
      do throws(SealingError) {
        return try Decompressor().decompressed(
          Array(contents.payload), rawLength: contents.rawLength)
      } catch {
        throw FormatError(field: "payload", offset: 0, problem: "\(error)")
      }
    }
  }
}
