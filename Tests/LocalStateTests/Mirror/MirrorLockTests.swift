import LocalState
import SystemPackage
import TestSupport
import Testing

struct MirrorLockTests {
  private let folder: TemporaryFolder
  private let a = MirroredRoot.at("/a").identity
  private let b = MirroredRoot.at("/b", inode: 3).identity

  init() throws { folder = try TemporaryFolder() }

  private func take(
    _ a: MirroredRoot.Identity, _ b: MirroredRoot.Identity, _ holder: String = "me"
  ) throws -> MirrorLock {
    try MirrorLock(a, b, in: folder.path.appending("deep/state"), holder: holder)
  }

  @Test("One has it at a time, in whichever order the folders are named, and says who")
  func once() throws {
    do {
      let lock = try take(a, b, "process 4711 on laptop")
      #expect(throws: MirrorLock.Refusal.busy(holder: "process 4711 on laptop")) {
        try take(b, a)
      }
      withExtendedLifetime(lock) {}
    }
    let again = try take(b, a, "another")
    #expect(throws: MirrorLock.Refusal.busy(holder: "another")) { try take(a, b) }
    withExtendedLifetime(again) {}
  }

  @Test("Another pair is another lock, be it with a folder in common")
  func others() throws {
    let lock = try take(a, b)
    let c = MirroredRoot.at("/c", inode: 4).identity
    _ = try take(a, c)
    _ = try take(c, b)
    withExtendedLifetime(lock) {}
  }

  @Test("Who has it is cut where that is long, and no file system's name leads elsewhere")
  func names() throws {
    var odd = a
    odd.fileSystem = String(repeating: "../", count: 200)
    let lock = try take(odd, b, String(repeating: "x", count: 5_000))
    #expect(
      throws: MirrorLock.Refusal.busy(holder: String(repeating: "x", count: 1_024))
    ) { try take(odd, b) }
    #expect(folder.names(in: "deep/state").count == 1)
    withExtendedLifetime(lock) {}
  }

  @Test("Where no file can be made, that is said")
  func noFolder() throws {
    let file = folder.path.appending("file")
    try FileDescriptor.open(file, .writeOnly, options: .create, permissions: .ownerReadWrite)
      .close()
    #expect(throws: MirrorLock.Refusal.self) {
      try MirrorLock(a, b, in: file, holder: "me")
    }
  }
}
