import CShims
import Glibc

/// The system calls on which durability and create-if-absent rest, as `LocalStorage` makes them.
///
/// They are values because a test has no other way to a disk that fails to flush, or to a file
/// system that cannot rename exclusively. The product uses `real`.
package struct SystemCalls: Sendable {
  /// fsync: 0, or -1 and `errno`.
  package var sync: @Sendable (CInt) -> CInt
  /// renameat2 with RENAME_NOREPLACE: 0, or -1 and `errno`.
  package var renameNoReplace:
    @Sendable (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>) -> CInt

  package static let real = SystemCalls(
    sync: { fsync($0) },
    renameNoReplace: { martlet_rename_noreplace($0, $1, $2, $3) })
}

extension SystemCalls {
  /// Asks for these bytes of a file to be written to the disk from now on, and waits for nothing.
  /// Where that is not possible, a sync does all of it.
  static func beginWritingBack(_ file: CInt, _ bytes: Range<Int>) {
    _ = martlet_storage_begin_writing_back(file, Int64(bytes.lowerBound), Int64(bytes.count))
  }
}
