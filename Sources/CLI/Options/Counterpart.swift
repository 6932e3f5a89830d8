import Format
import Snapshots
import SystemPackage

/// What a snapshot is compared with.
enum Counterpart: Equatable {
  /// The folders that it was made of, as they are now.
  case source
  /// Another snapshot, with a path in it or without.
  case snapshot(String)
  /// A folder or file of this machine, absolute.
  case place(FilePath)

  /// What has a slash, or is `.` or `..`, is a path on the disk, unless it is a path in a snapshot:
  /// that has a colon before the first slash, and the name of a snapshot before that.
  init(_ typed: String?) throws(Failure) {
    guard let typed else {
      self = .source
      return
    }
    let bytes = NameText.bytes(typed)
    let slash = UInt8(ascii: "/")
    let isInSnapshot =
      bytes.prefix { $0 != slash }.contains(UInt8(ascii: ":"))
      && (try? SnapshotName(parsing: bytes)) != nil
    let isPath = bytes.contains(slash) || typed == "." || typed == ".."
    self =
      isPath && !isInSnapshot ? .place(try AbsolutePath.make(bytes)) : .snapshot(typed)
  }
}
