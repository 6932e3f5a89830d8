import Glibc
import LocalState
import SystemPackage
import TestSupport
import Testing

@testable import CLI

struct MirroredRootTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    make("a")
  }

  private func make(_ name: String) { mkdir(folder.appending(name).string, 0o700) }

  private func root(_ name: String) throws -> MirroredRoot {
    try MirroredRoot(at: folder.appending(name), label: "x")
  }

  @Test("A folder stays the same by whatever path, however much it is written to and renamed")
  func same() throws {
    let before = try root("a")
    make("a/new")
    chmod(folder.appending("a").string, 0o755)
    symlink("a", folder.appending("link").string)
    #expect(try root("a") == before)
    #expect(try root("link") == before)
    #expect(try root("a/new/..") == before)
    #expect(try MirroredRoot(at: folder.appending("a"), label: "y").isSame(as: before))
    rename(folder.appending("a").string, folder.appending("b").string)
    let renamed = try root("b")
    #expect(renamed.identity == before.identity)
    #expect(!renamed.isSame(as: before))
    #expect(before.path == folder.appending("a").string.utf8.map { $0 })
  }

  @Test("Another folder at the same path is another root")
  func replaced() throws {
    let before = try root("a")
    rename(folder.appending("a").string, folder.appending("b").string)
    make("a")
    #expect(try !root("a").isSame(as: before))
  }

  @Test("What is no folder, or is missing, is none")
  func none() throws {
    #expect(throws: Errno.noSuchFileOrDirectory) { try root("missing") }
    try FileDescriptor.open(
      folder.appending("file"), .writeOnly, options: .create, permissions: .ownerReadWrite
    ).close()
    #expect(throws: Errno.notDirectory) { try root("file") }
  }

  @Test("A file system is called by its UUID where there is one, else by its number")
  func fileSystems() {
    #expect(
      FileSystemName.name(device: 5, number: 0xAB, in: folder.path.string) == "fsid ab")
    #expect(FileSystemName.name(device: 5, number: 1, in: "/nowhere") == "fsid 1")
  }
}
