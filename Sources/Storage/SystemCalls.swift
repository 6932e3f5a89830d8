import CShims
import Glibc

/// The system calls on which durability and create-if-absent rest, as `LocalStorage` makes them.
///
/// They are values because a test has no other way to a disk that fails to flush, or to a file
/// system that cannot rename exclusively. The product uses `real`.
package struct SystemCalls: Sendable {
  /// fsync: 0, or -1 and `errno`.
  package var sync: @Sendable (CInt) -> CInt
  /// sync_file_range of so many bytes from an offset, to be begun: 0, or -1 and `errno`.
  package var writeBack: @Sendable (CInt, Int64, Int64) -> CInt
  /// Sets or clears O_DIRECT: 0, or -1 and `errno`.
  package var bypassCache: @Sendable (CInt, Bool) -> CInt
  /// renameat2 with RENAME_NOREPLACE: 0, or -1 and `errno`.
  package var renameNoReplace:
    @Sendable (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>) -> CInt

  package static let real = SystemCalls(
    sync: { fsync($0) },
    writeBack: { martlet_storage_begin_writing_back($0, $1, $2) },
    bypassCache: { martlet_storage_bypass_cache($0, $1) },
    renameNoReplace: { martlet_rename_noreplace($0, $1, $2, $3) })
}
