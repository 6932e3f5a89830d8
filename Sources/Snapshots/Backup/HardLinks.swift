import FileTree
import Format
import Repository
import Sealing

/// Which names of a session are one inode, in walk order over all sources (FORMAT.md 7.3).
///
/// An inode is kept until all its names were met, in at most about 70 bytes: an inode that has
/// further names outside the sources until the end.
final class HardLinks {
  private struct Inode: Hashable {
    let number: UInt64
    let device: UInt64
  }

  private struct Known {
    let group: UInt64
    /// Of what the system said at the first name.
    let fingerprint: Int
    var namesLeft: UInt32
  }

  private let hasher: ChunkHasher
  private var inodes: [Inode: Known] = [:]

  init(_ keyring: Keyring) throws(RepositoryError) {
    do throws(SealingError) {
      hasher = try ChunkHasher(keyring: keyring)
    } catch {
      throw RepositoryError(error, in: "a hard-link group")
    }
  }

  /// Notes a name; `nil` for an entry that has no other. `path` is absolute.
  ///
  /// An inode that looks different from when its first name was met begins a new group: it was
  /// written to, or is another one under the same number, and is read again either way. So the
  /// nodes of one group always are one file.
  func note(
    _ status: FileStatus, at path: @autoclosure () -> [UInt8]
  ) throws(RepositoryError) -> HardLink? {
    guard status.linkCount > 1, status.kind != .folder else { return nil }
    let inode = Inode(number: status.inode, device: status.device)
    let fingerprint = Self.fingerprint(of: status)
    if var known = inodes[inode], known.fingerprint == fingerprint {
      known.namesLeft -= 1
      inodes[inode] = known.namesLeft > 0 ? known : nil
      return HardLink(group: known.group, place: known.namesLeft > 0 ? .further : .last)
    }
    let group = try group(named: path())
    inodes[inode] = Known(
      group: group, fingerprint: fingerprint, namesLeft: status.linkCount - 1)
    return HardLink(group: group, place: .first)
  }

  private func group(named path: [UInt8]) throws(RepositoryError) -> UInt64 {
    do throws(SealingError) {
      // The eight bytes as a little-endian number.
      return try hasher.keyedHash(label: "link", path).leadingWord.byteSwapped
    } catch {
      throw RepositoryError(error, in: "a hard-link group")
    }
  }

  private static func fingerprint(of status: FileStatus) -> Int {
    var hasher = Hasher()
    hasher.combine(status.kind)
    hasher.combine(status.size)
    hasher.combine(status.modified)
    hasher.combine(status.changed)
    return hasher.finalize()
  }
}
