import Format
import LocalState

@testable import CLI
@testable import Mirror

/// Folders to plan with, written as nested literals.
indirect enum MirrorExample {
  case file(String, UInt8, size: UInt64 = 3_000, mode: UInt16 = 0o644, time: Int64 = 0)
  case link(String, to: String)
  case folder(String, [MirrorExample])

  var node: MirrorNode {
    switch self {
    case .file(let name, let content, let size, let mode, let time):
      MirrorNode(
        name: Self.name(name), metadata: Self.metadata(mode, time),
        content: .file(ContentID(Self.digest(content)), size: size))
    case .link(let name, let target):
      MirrorNode(
        name: Self.name(name), metadata: Self.metadata(0o777),
        content: .symlink(target: Array(target.utf8), sha256: Self.digest(9)))
    case .folder(let name, let entries):
      MirrorNode(
        name: Self.name(name), metadata: Self.metadata(0o755),
        content: .folder(Self.sorted(entries)))
    }
  }

  static func tree(_ entries: [MirrorExample]) -> MirrorTree {
    MirrorTree(metadata: metadata(0o755), nodes: sorted(entries))
  }

  static func plan(
    _ baseline: [MirrorExample]?, _ a: [MirrorExample], _ b: [MirrorExample],
    conflicts: ConflictPolicy = .keepBoth
  ) -> MirrorPlan {
    var options = MirrorOptions(
      a: MirrorRoot(label: RootLabel("laptop")), b: MirrorRoot(label: RootLabel("usb")),
      digest: \.bytes)
    options.conflicts = conflicts
    return MirrorPlan(
      baseline: baseline.map(tree), a: tree(a), b: tree(b), options: options)
  }

  private static func sorted(_ entries: [MirrorExample]) -> [MirrorNode] {
    entries.map(\.node).sorted { $0.name < $1.name }
  }

  /// Of the bytes of the text's scalars, so that "\u{FF}" is one that is not UTF-8.
  private static func name(_ text: String) -> FileName {
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    guard let name = FileName(bytes) else { preconditionFailure("not a name: \(text)") }
    return name
  }

  private static func metadata(_ mode: UInt16, _ time: Int64 = 0) -> MirrorMetadata {
    MirrorMetadata(
      permissions: mode, userID: 1_000, groupID: 1_000,
      modified: Timestamp(seconds: time, nanoseconds: 0))
  }

  static func digest(_ number: UInt8) -> Bytes32 {
    Bytes32([UInt8](repeating: number, count: Bytes32.byteCount)) ?? .zero
  }
}

extension PlanFile {
  static func example(of plan: MirrorPlan) throws -> PlanFile {
    func root(_ path: String, _ inode: UInt64) -> MirroredRoot {
      MirroredRoot(
        path: path.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) },
        identity: MirroredRoot.Identity(
          fileSystem: "uuid 2F3A-11D0", inode: inode,
          born: inode == 2 ? nil : Timestamp(seconds: -5, nanoseconds: 7)),
        label: "laptop")
    }
    return PlanFile(
      program: "martlet 1.0", made: Timestamp(seconds: 1_790_000_000, nanoseconds: 1),
      a: root("/home/ann/docs", 2), b: root("/mnt/\u{FF}", .max),
      repository: RepositoryID(MirrorExample.digest(1)),
      baseline: SnapshotID(MirrorExample.digest(2)), before: nil,
      rules: Rules(
        direction: .twoWay, comparison: .fast, conflicts: .keepBoth, renames: .on,
        selection: MirrorPair.Selection(include: [], exclude: [[0xFE], Array("*.tmp".utf8)])),
      digest: try PlanDigest.digest(of: plan), steps: plan.steps.count,
      notices: plan.notices.count)
  }

  /// The whole file.
  func bytes(_ plan: MirrorPlan) -> [UInt8] {
    let lines = [fields] + plan.steps.map(MirrorJSON.fields) + plan.notices.map(MirrorJSON.fields)
    return Array(lines.map { JSON.object($0).line + "\n" }.joined().utf8)
  }
}
