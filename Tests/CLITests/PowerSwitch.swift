import Glibc
import SystemPackage
import TestSupport

/// A small file system of a kind that a power cut is simulated on: it is shut down with what is not
/// on the disk lost, and mounted again, which replays its journal.
final class DiskImage {
  enum Kind: String, CaseIterable {
    case ext4, xfs

    /// What makes it.
    fileprivate var maker: String { "/usr/sbin/mkfs.\(rawValue)" }
    /// XFS does not become smaller.
    fileprivate var size: String { self == .ext4 ? "64M" : "300M" }

    /// XFS mounts no second one of the same identity.
    fileprivate var options: String { self == .ext4 ? "loop" : "loop,nouuid" }

    /// Whether it can be made and mounted here.
    var isPossible: Bool {
      canMount && access("/dev/loop-control", W_OK) == 0 && access(maker, X_OK) == 0
    }
  }

  private let sandbox: Sandbox
  private let kind: Kind
  /// Where it is mounted.
  let folder: FilePath

  /// An empty one, mounted at "disk" of the sandbox.
  init(_ kind: Kind, in sandbox: Sandbox) throws {
    self.kind = kind
    self.sandbox = sandbox
    folder = sandbox.folder.appending("disk")
    try run("mkdir disk; truncate -s \(kind.size) image; \(kind.maker) -q image >/dev/null")
    try mount("image")
  }

  deinit { _ = try? sandbox.shell("umount disk || umount -l disk") }

  /// Keeps what is on it now for `reset`.
  func keep() throws {
    try run("sync -f disk; umount disk; cp --sparse=always image pristine.image")
    try mount("pristine.image")
  }

  /// What was kept, mounted.
  func reset() throws {
    try run("umount disk")
    try mount("pristine.image")
  }

  /// Starts again after a cut.
  func mountAgain() throws {
    try run("umount disk")
    try mount("image")
  }

  /// Nothing that is not on the disk now will ever be. Every later call fails.
  func cutPower() {
    let descriptor = open(folder.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN; 2: the journal is not written out either.
    var flags: UInt32 = 2
    _ = control(descriptor, 0x8004_587D, &flags)
  }

  /// Mounts a copy: while a process somewhere has a mount namespace that was made from ours, what
  /// we unmounted is still mounted there, and the same file again would be the same file system,
  /// shut down as it is.
  ///
  /// Two that are mounted at once may be given the same loop device: then one is tried again.
  private func mount(_ image: String) throws {
    try run(
      """
      cp --sparse=always \(image) next.image; mv next.image image
      for n in 1 2 3 4 5; do mount -o \(kind.options) image disk && exit; sleep 0.2; done; exit 1
      """)
  }

  private func run(_ script: String) throws {
    let run = try sandbox.shell("set -e; \(script)")
    guard run.code == 0 else { throw DiskProblem(text: run.errors) }
  }
}

private struct DiskProblem: Error {
  let text: String
}

/// Cuts the power at one of the calls on which durability rests, and ends the program.
struct PowerSwitch: CallWatcher {
  private static let barriers: Set<String> = [
    "fsync", "fdatasync", "rename", "renameat", "renameat2", "linkat", "mkdir", "mkdirat",
    "unlinkat",
  ]

  let disk: DiskImage
  let cut: KilledRun.Kill?
  /// Those that count and were begun, in order.
  private(set) var calls: [String] = []
  /// The thread that is in the call after which the cut comes.
  private var doomed: pid_t?

  init(disk: DiskImage, cut: KilledRun.Kill?) {
    self.disk = disk
    self.cut = cut
  }

  mutating func enters(_ stop: SystemCallStop, _ thread: pid_t, of leader: pid_t) {
    guard let call = FileCall(stop, thread), isCounted(call) else { return }
    calls.append("\(call.name) \(call.path)")
    guard let cut, calls.count == cut.call + 1 else { return }
    switch cut.moment {
    case .before: end(leader)
    case .after: doomed = thread
    }
  }

  /// By default the barriers on the disk; `write` is what the program says.
  private func isCounted(_ call: FileCall) -> Bool {
    if let name = cut?.name { return call.name == name && call.path.hasPrefix(output) }
    return Self.barriers.contains(call.name) && call.path.hasPrefix(disk.folder.string)
  }

  private var output: String {
    disk.folder.removingLastComponent().appending("output.").string
  }

  mutating func leaves(_ thread: pid_t, of leader: pid_t) {
    if thread == doomed { end(leader) }
  }

  private mutating func end(_ leader: pid_t) {
    doomed = nil
    disk.cutPower()
    kill(leader, SIGKILL)
  }
}

// Variadic in C, so not in Swift's Glibc.
@_silgen_name("ioctl")
private func control(
  _ descriptor: CInt, _ request: CUnsignedLong, _ argument: UnsafeMutableRawPointer
) -> CInt
