import Format
import Sealing
import Storage

/// Reads whole packs and proves every byte: the name, the directory, each frame, and the ID of each
/// chunk, deltas included. One per worker.
final class PackCheck {
  struct Result: Sendable {
    var bytes = 0
    var problems: [RepositoryError] = []
  }

  private let repository: Repository
  private let reader: ChunkReader
  private let packs: PackReader
  private let counters: CheckCounters

  init(
    _ repository: Repository, index: ChunkIndex, cache: FrameCache, _ counters: CheckCounters
  ) throws(RepositoryError) {
    self.repository = repository
    self.counters = counters
    reader = try ChunkReader(repository, index: index, cache: cache)
    packs = PackReader(repository)
  }

  func read(_ id: PackID, length: Int) -> Result {
    defer { counters.addPack() }
    var result = Result()
    let name = RepositoryPath.pack(id).name
    do throws(RepositoryError) {
      let bytes = try read(name)
      result.bytes = bytes.count
      if try hash(bytes, name) != id.bytes {
        result.problems.append(.damaged("its bytes are not what its name says", at: name))
      }
      let directory = try directory(of: bytes, name)
      checkChunks(directory, in: id, bytes, &result)
    } catch {
      result.problems.append(error)
    }
    return result
  }

  private func checkChunks(
    _ directory: PackDirectory, in pack: PackID, _ bytes: [UInt8], _ result: inout Result
  ) {
    var cursor = DirectoryCursor(directory)
    var frame: [UInt8]?
    while let chunk = cursor.next() {
      let location = ChunkLocation(
        id: chunk.entry.id, kind: chunk.entry.kind, rawLength: chunk.entry.rawLength, pack: pack,
        packLength: bytes.count, frameOffset: chunk.frameOffset, frame: chunk.frame,
        position: chunk.position, delta: chunk.entry.delta)
      do throws(RepositoryError) {
        if chunk.startsFrame {
          frame = nil
          frame = try reader.openFrame(location, in: bytes)
        }
        // The frame's failure was reported once.
        guard let frame else { continue }
        try reader.verify(location, in: frame)
      } catch {
        result.problems.append(error)
      }
    }
  }

  private func directory(
    of bytes: [UInt8], _ name: String
  ) throws(RepositoryError) -> PackDirectory {
    do throws(FormatError) {
      var input = ByteReader(Array(bytes.prefix(FileHeader.byteCount)))
      guard try FileHeader(from: &input).kind == .pack else {
        throw FormatError(field: "file kind", offset: 9, problem: "not a pack")
      }
      let trailer = try PackTrailer(
        decoding: Array(bytes.suffix(PackTrailer.byteCount)), packLength: bytes.count)
      let offset = trailer.directoryOffset(packLength: bytes.count)
      return try packs.opened(
        Array(bytes[offset..<offset + trailer.directoryBytes]), offset: offset)
    } catch {
      throw RepositoryError(error, in: name)
    }
  }

  private func read(_ name: String) throws(RepositoryError) -> [UInt8] {
    do throws(StorageError) {
      return try repository.storage.read(name, limit: Limits.maxPackBytes)
    } catch {
      throw RepositoryError(error)
    }
  }

  private func hash(_ bytes: [UInt8], _ name: String) throws(RepositoryError) -> Bytes32 {
    do throws(SealingError) {
      return try SHA256.hash(bytes)
    } catch {
      throw RepositoryError(error, in: name)
    }
  }
}
