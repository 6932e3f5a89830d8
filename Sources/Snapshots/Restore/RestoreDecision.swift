import FileTree
import Format

/// What is done about an entry of the target that has the name of a restored one: a function of the
/// two and of what was asked for.
enum RestoreDecision: Equatable {
  /// What a comparison of contents that finds a difference leads to.
  enum Difference: Equatable, Sendable { case isReplaced, isKept }

  /// It is replaced.
  case replace
  /// Its contents count as those of the snapshot.
  case adjust
  /// Its contents decide.
  case compare(Difference)
  case keep(RestoreReport.Kept.Reason)
  /// It is a folder, and no folder is replaced by something else.
  case folderInTheWay

  /// Neither is a folder, or just one is; two folders are one.
  init(_ node: Node, _ there: FileStatus, _ overwriting: RestoreRequest.Overwriting) {
    let isNewer = there.modified.isLater(than: node.modified)
    switch (node.kind, there.kind) {
    case (_, .folder): self = overwriting == .never ? .keep(.present) : .folderInTheWay
    case _ where overwriting == .never: self = .keep(.present)
    case (.symlink, .symlink):
      self = .compare(overwriting == .older && isNewer ? .isKept : .isReplaced)
    case _ where there.stands(for: node): self = .adjust
    case _ where overwriting == .older && isNewer: self = .keep(.newer)
    case (.file, .file) where there.size == node.size:
      let looksEqual =
        there.modified.isSame(as: node.modified) && (there.linkCount == 1 || node.isLinked)
      self = looksEqual && overwriting != .always ? .adjust : .compare(.isReplaced)
    default: self = .replace
    }
  }
}

extension RestoreDecision {
  /// The same where files that look equal are compared.
  func made(of node: Node, by comparison: RestoreRequest.Comparison) -> RestoreDecision {
    self == .adjust && node.kind == .file && comparison == .contents
      ? .compare(.isReplaced) : self
  }
}

extension Node {
  /// Whether it has further names.
  var isLinked: Bool { hardLinkGroup != nil }
}

extension FileStatus {
  /// Whether this FIFO, socket or device is the same one.
  fileprivate func stands(for node: Node) -> Bool {
    switch node.content {
    case .fifo, .socket: kind == node.kind
    case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
      kind == node.kind && specialDevice == UInt64(major) << 32 | UInt64(minor)
    case .file, .folder, .symlink: false
    }
  }
}

extension Timestamp {
  /// Whether a file system that counts in coarser steps, down to two seconds, would have made this
  /// of the other time.
  func isSame(as exact: Timestamp) -> Bool {
    if self == exact { return true }
    for step: UInt32 in [100, 1_000, 1_000_000, 10_000_000, 1_000_000_000]
    where seconds == exact.seconds && nanoseconds.isMultiple(of: step) {
      if nanoseconds == exact.nanoseconds / step * step { return true }
    }
    return nanoseconds == 0 && seconds & 1 == 0 && exact.seconds - 1 == seconds
  }

  func isLater(than other: Timestamp) -> Bool { self > other && !isSame(as: other) }
}
