import FileTree
import Format

/// Where an entry is. Its path is put together only when something is said about it: 4 000 levels
/// down it may take a megabyte.
struct EntryPlace: Sendable {
  /// The absolute path of the source.
  let source: [UInt8]
  /// The folder and the name in it; `nil` for the source itself.
  let entry: (folder: WalkedFolder, name: FileName)?

  /// Absolute.
  var path: [UInt8] {
    guard let entry else { return source }
    return source.appending(path: entry.folder.path).appending(path: entry.name.bytes)
  }
}
