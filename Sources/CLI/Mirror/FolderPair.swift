import FileTree
import Format
import LocalState
import Mirror
import Sealing
import Snapshots
import SystemPackage

/// Two folders to be mirrored, as they are on the disk now.
struct FolderPair {
  let a, b: MirroredRoot

  init(a: MirroredRoot, b: MirroredRoot) {
    (self.a, self.b) = (a, b)
  }

  /// Of what was typed. Folders that are missing are refused: a disk may not be mounted.
  init(_ a: String, _ b: String) throws {
    let paths = try [a, b].map { try AbsolutePath.make(NameText.bytes($0)) }
    let labels = Self.labels(paths[0], paths[1])
    self.a = try Self.root(paths[0], labels.a)
    self.b = try Self.root(paths[1], labels.b)
  }

  /// The folders of a pair that is known, which must be there.
  init(of pair: MirrorPair) throws {
    a = try Self.root(AbsolutePath.path(pair.a.path), pair.a.label)
    b = try Self.root(AbsolutePath.path(pair.b.path), pair.b.label)
  }

  static func root(_ path: FilePath, _ label: String) throws -> MirroredRoot {
    do throws(Errno) {
      return try MirroredRoot(at: path, label: label)
    } catch {
      let isMissing = error == .noSuchFileOrDirectory
      throw Failure(
        .refused, isMissing ? "there is no such folder" : error.clause,
        at: NameText.text(path.bytes),
        advice: isMissing
          ? "Mount its disk, or make it if it is to be new: mkdir \(ShellWord.quoted(path.string))"
          : "Check the path")
    }
  }

  /// What the two are called in the names of conflict copies: the last part in which their paths
  /// differ.
  static func labels(_ a: FilePath, _ b: FilePath) -> (a: String, b: String) {
    let parts = [a, b].map { $0.components.map(\.string) }
    for distance in 1...max(1, parts.map(\.count).max() ?? 1) {
      let names = parts.map { $0.count < distance ? "" : $0[$0.count - distance] }
      if names[0] != names[1] {
        return (names[0].isEmpty ? "a" : names[0], names[1].isEmpty ? "b" : names[1])
      }
    }
    return ("a", "b")
  }

  /// The set of its snapshots: "mirror docs usb 3f2a91bc". The digits are those of its paths.
  static func set(of pair: MirrorPair) throws -> String {
    let paths = [pair.a.path, pair.b.path].sorted { $0.lexicographicallyPrecedes($1) }
    let digest = try SHA256.hash(Array(paths.joined(separator: [0])))
    let digits = Hex.encode(digest.bytes).prefix(8)
    return "\(MirrorSets.prefix)\(RootLabel(pair.a.label).text) \(RootLabel(pair.b.label).text) "
      + digits
  }

  /// For messages, printable.
  var text: String { "\(Printable.text(a.path)) and \(Printable.text(b.path))" }
}
