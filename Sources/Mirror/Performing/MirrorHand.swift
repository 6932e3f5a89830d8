import FileTree
import Format
import Glibc
import Pipelines
import SystemPackage

/// The one hold that an executor has of a root: a descriptor of it, and calls that ask the probe
/// before they change anything. For all threads.
final class MirrorHand: Sendable {
  let side: Side
  private let writer: TreeWriter
  private let probe: CallProbe
  /// The folder used last: neighbours follow.
  private let last = Monitor<(path: MirrorPath, folder: FolderWriter)?>(nil)
  /// Modes of folders that their owner may not write into, and which were opened for that.
  private let opened = Monitor<[MirrorPath: UInt16]>([:])

  init(
    _ side: Side, _ root: OpenFolder, run: UInt64, probe: @escaping CallProbe
  ) throws(Errno) {
    self.side = side
    self.probe = probe
    writer = try TreeWriter(target: root, run: run)
  }

  var root: FolderWriter { writer.root }

  /// The folder at the path, found step by step from the root; nothing that is mounted below it is
  /// entered. Whoever owns it may write into it from then on.
  func folder(_ path: MirrorPath) throws(Errno) -> FolderWriter {
    if let last = last.access({ $0 }), last.path == path { return last.folder }
    var folder = writer.root
    for name in path.names { folder = try folder.openFolderOfSameMount(name) }
    if geteuid() != 0, let mode = try folder.openForWriting() {
      opened.access { opened in
        if opened[path] == nil { opened[path] = mode }
      }
    }
    last.access { $0 = (path, folder) }
    return folder
  }

  /// After folders have got other places.
  func forgetFolders() { last.access { $0 = nil } }

  /// The mode that the folder had before this run needed another.
  func openedMode(_ path: MirrorPath) -> UInt16? { opened.access { $0[path] } }

  /// Gives folders back the modes that they had, where no step has given them one.
  func closeFolders(besides settled: Set<MirrorPath>) {
    let modes = opened.access { $0 }
    for (path, mode) in modes where !settled.contains(path) {
      try? folder(path).setPermissions(mode)
    }
  }

  func ask(_ call: MirrorCall, _ path: MirrorPath) throws(Errno) { try probe(call, side, path) }

  // MARK: - Calls

  /// Puts a complete entry in the place of another one; returns the name that the other has then.
  ///
  /// Where the file system cannot exchange names, the place is empty for a moment.
  func exchange(
    _ aside: FileName, with name: FileName, in folder: FolderWriter, _ path: MirrorPath
  ) throws(Errno) -> FileName {
    try ask(.exchange, path)
    do throws(Errno) {
      try folder.exchange(aside, name)
      return aside
    } catch {
      guard [.invalidArgument, .noFunction, .notSupported].contains(error) else { throw error }
    }
    let other = try folder.asideName()
    try rename(name, to: other, in: folder, path)
    do throws(Errno) {
      try rename(aside, to: name, in: folder, path)
    } catch {
      try rename(other, to: name, in: folder, path)
      throw error
    }
    return other
  }

  /// Throws `.fileExists` when anything has the new name.
  func rename(
    _ name: FileName, to newName: FileName, in folder: FolderWriter, to other: FolderWriter? = nil,
    _ path: MirrorPath
  ) throws(Errno) {
    try ask(.rename, path)
    try folder.move(name, to: newName, in: other ?? folder)
  }

  func remove(
    _ name: FileName, in folder: FolderWriter, isFolder: Bool = false, _ path: MirrorPath
  ) throws(Errno) {
    try ask(.remove, path)
    if isFolder { try folder.removeFolder(name) } else { try folder.removeEntry(name) }
  }

  /// Makes everything durable that was done in the root.
  func sync() throws(Errno) {
    try ask(.sync, .root)
    try writer.sync()
  }
}
