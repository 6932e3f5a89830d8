import Format
import Sealing
import Storage

/// Room for whoever makes room: a file that means nothing (FORMAT.md 2) [2-b].
///
/// On a full disk a prune, or a forget, needs a few blocks to say what may go before anything goes.
/// It takes them from the reserve, and a prune that has come to its end lays it down again.
package struct Reserve {
  /// Of the file; a plan and a verdict with their folders' blocks take less.
  package static let byteCount = 256 << 10

  private let files: SealedFiles

  init(_ files: SealedFiles) {
    self.files = files
  }

  package init(_ repository: Repository) {
    files = repository.files
  }

  /// Lays it down unless it is there. Whatever keeps it from that is in nobody's way.
  package func layDown() {
    guard let random = try? randomBytes(SessionID.byteCount, files.random),
      let session = SessionID(random)
    else { return }
    layDown(via: .temporary(session, 0))
  }

  func layDown(via temporary: RepositoryPath) {
    let name = RepositoryPath.reserve.name
    if (try? files.storage.size(of: name)) != nil { return }
    // No file system makes random bytes smaller.
    guard let bytes = try? randomBytes(Self.byteCount, files.random) else { return }
    _ = try? files.storage.create(name, bytes, via: temporary.name)
  }

  /// Gives its room away; false if there is none.
  func release() -> Bool {
    let name = RepositoryPath.reserve.name
    guard (try? files.storage.size(of: name)) != nil else { return false }
    return (try? files.storage.remove(name)) != nil
  }
}

extension SealedFiles {
  /// Seals and creates the file; durable on return. Where there is no room, with that of the
  /// reserve.
  func createOnFull(
    _ payload: [UInt8], as path: RepositoryPath, via temporary: () -> RepositoryPath
  ) throws(RepositoryError) -> CreateOutcome {
    do throws(RepositoryError) {
      return try create(payload, as: path, via: temporary()).outcome
    } catch {
      guard error.code == .full, Reserve(self).release() else { throw error }
      return try create(payload, as: path, via: temporary()).outcome
    }
  }
}
