import FileTree
import Format
import Glibc
import SystemPackage
import TestSupport

/// A target with something planted in it, and beside it what nobody may touch: the folder
/// `outside`, whose files belong to somebody.
final class PlantedTarget {
  /// What stands where a restore wants to go.
  enum Plant: CaseIterable, Sendable {
    case folder, file, fifo, hardLink
    case absoluteLink, relativeLink, oneHop, twoHops, threeHops
    case up, here, dangling, linkToFile, itself
  }

  let root: SourceFolder
  private let before: ModelTree

  init() throws {
    root = try SourceFolder("root")
    for folder in ["target", "outside", "outside/sub"] { try root.folder(folder) }
    try root.file("outside/secret", Array("secret".utf8))
    try root.file("outside/sub/file", Array("not yours".utf8))
    try root.link("outside/link", to: "secret")
    try root.mode("outside/secret", 0o640)
    if isSuperuser {
      for name in ["outside", "outside/secret", "outside/sub"] {
        chown(root.location(name), 1234, 5678)
      }
      // The hops lead through the target itself and through here.
      try? root.attribute("outside/secret", "user.mark", [1, 2, 3])
    }
    try root.link("hop1", to: "outside")
    try root.link("hop2", to: "hop1")
    for name in ["outside/sub/file", "outside/sub", "outside/secret", "outside"] {
      try root.modified(name, seconds: 1_000_000_000)
    }
    before = try ModelTree(folder: root.path.appending("outside"))
  }

  var target: FilePath { root.path.appending("target") }

  /// Puts `plant` at `path` in the target; the folders above it are made as ordinary ones.
  func put(_ plant: Plant, at path: String) throws {
    let steps = path.split(separator: "/")
    var folder = "target"
    for step in steps.dropLast() {
      folder += "/\(step)"
      if access(root.location(folder), F_OK) != 0 { try root.folder(folder) }
    }
    let name = "target/\(path)"
    // Something below may have made it already.
    if access(root.location(name), F_OK) == 0 { return }
    let up = String(repeating: "../", count: steps.count)
    switch plant {
    case .folder: try root.folder(name)
    case .file: try root.file(name, [1])
    case .fifo: try root.fifo(name)
    case .hardLink: try root.hardLink(name, to: "outside/secret")
    case .absoluteLink: try root.link(name, to: root.location("outside"))
    case .relativeLink: try root.link(name, to: "\(up)outside")
    case .oneHop: try root.link(name, to: "\(up)hop1")
    case .twoHops: try root.link(name, to: "\(up)hop2")
    case .threeHops:
      let beside = "\(folder)/hop3"
      if access(root.location(beside), F_OK) != 0 { try root.link(beside, to: "\(up)hop2") }
      try root.link(name, to: "hop3")
    case .up: try root.link(name, to: "..")
    case .here: try root.link(name, to: ".")
    case .dangling: try root.link(name, to: "\(up)outside/new")
    case .linkToFile: try root.link(name, to: "\(up)outside/secret")
    case .itself: try root.link(name, to: String(steps.last ?? ""))
    }
    // Older than what is restored, or it would be kept.
    if plant == .file { try root.modified(name, seconds: 1) }
  }

  /// What is not as it was outside the target, a line each.
  func changes() throws -> [String] {
    let names = try OpenFolder.open(root.path).entries().map(\.lossyText)
    let more = Set(names).subtracting(["target", "outside", "hop1", "hop2"]).sorted()
    return more.map { "\($0) is new" }
      + (try ModelTree(folder: root.path.appending("outside"))).differences(from: before)
  }
}
