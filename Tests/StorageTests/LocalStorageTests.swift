import Glibc
import Storage
import SystemPackage
import TestSupport
import Testing

@Suite struct LocalStorageTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("Files and folders are for their owner only")
  func permissions() throws {
    let storage = try LocalStorage.create(at: folder.appending("above/root"))
    _ = try storage.create("packs/3f/3f9a", [1], via: "tmp/a-0")
    #expect(folder.mode(of: "above") == 0o700)
    #expect(folder.mode(of: "above/root") == 0o700)
    #expect(folder.mode(of: "above/root/packs/3f") == 0o700)
    #expect(folder.mode(of: "above/root/tmp") == 0o700)
    #expect(folder.mode(of: "above/root/packs/3f/3f9a") == 0o600)
  }

  @Test("Opening wants a folder that is there")
  func open() throws {
    let missing = #expect(throws: StorageError.self) {
      _ = try LocalStorage.open(at: folder.appending("missing"))
    }
    #expect(missing?.code == .notFound)
    try makeFile("file")
    let file = #expect(throws: StorageError.self) {
      _ = try LocalStorage.open(at: folder.appending("file"))
    }
    #expect(file?.code == .wrongKind)
    let onFile = #expect(throws: StorageError.self) {
      _ = try LocalStorage.create(at: folder.appending("file"))
    }
    #expect(onFile?.code == .wrongKind)
    let below = #expect(throws: StorageError.self) {
      _ = try LocalStorage.create(at: folder.appending("file/root"))
    }
    #expect(below?.code == .wrongKind)
    #expect(folder.names(in: "") == ["file"])
  }

  @Test("A folder that is there is taken as it is, a relative path and one over a link too")
  func createWhereSomethingIs() throws {
    #expect(symlink(folder.path.string, folder.appending("link").string) == 0)
    let storage = try LocalStorage.create(at: folder.appending("link"))
    _ = try storage.create("config.0", [1], via: "tmp/a-0")
    #expect(try LocalStorage.open(at: folder.path).read("config.0", limit: 1) == [1])
    #expect(try LocalStorage.create(at: ".").location == ".")
  }

  @Test("The root stays the root when it is renamed")
  func renamedRoot() throws {
    let storage = try LocalStorage.create(at: folder.appending("a"))
    #expect(rename(folder.appending("a").string, folder.appending("b").string) == 0)
    _ = try storage.create("log/x", [1], via: "tmp/x-0")
    #expect(folder.names(in: "b/log") == ["x"])
    #expect(folder.names(in: "") == ["b"])
  }

  @Test("Links inside lead nowhere: not listed, not read, not written through")
  func links() throws {
    let storage = try LocalStorage.create(at: folder.appending("root"))
    let outside = try LocalStorage.create(at: folder.appending("outside"))
    _ = try outside.create("secret", [1], via: "tmp/a-0")
    _ = try storage.create("packs/aa/a", [1], via: "tmp/a-0")
    for (target, link) in [
      ("../outside", "root/log"), ("../../outside/secret", "root/packs/secret"),
      ("../../outside", "root/packs/bb"), ("nowhere", "root/dangling"),
    ] {
      #expect(symlink(target, folder.appending(link).string) == 0)
    }
    #expect(try storage.list("").map(\.name) == ["packs/aa/a"])
    for name in ["log/secret", "packs/secret", "packs/bb/secret"] {
      let read = #expect(throws: StorageError.self) { _ = try storage.read(name, limit: 9) }
      #expect(read?.code == .wrongKind)
      let span = #expect(throws: StorageError.self) {
        _ = try storage.read(name, at: 0, count: 1)
      }
      #expect(span?.code == .wrongKind)
      let size = #expect(throws: StorageError.self) { _ = try storage.size(of: name) }
      #expect(size?.code == .wrongKind)
    }
    for name in ["log/new", "dangling"] {
      let error = #expect(throws: StorageError.self) {
        _ = try storage.create(name, [1], via: "tmp/a-1")
      }
      #expect(error?.code == .wrongKind)
    }
    #expect(folder.names(in: "outside") == ["secret", "tmp"])
    #expect(folder.names(in: "root/tmp").isEmpty)
  }

  @Test("A FIFO or a folder under a name is no file, and nobody waits for it")
  func otherKinds() throws {
    let storage = try LocalStorage.create(at: folder.path)
    #expect(mkfifo(folder.appending("fifo").string, 0o600) == 0)
    _ = try storage.create("packs/aa", [1], via: "tmp/a-0")
    for name in ["fifo", "packs"] {
      let error = #expect(throws: StorageError.self) { _ = try storage.read(name, limit: 9) }
      #expect(error?.code == .wrongKind)
      let created = #expect(throws: StorageError.self) {
        _ = try storage.create(name, [1], via: "tmp/a-1")
      }
      #expect(created?.code == .wrongKind)
    }
    #expect(folder.names(in: "tmp").isEmpty)
    #expect(try storage.list("").map(\.name) == ["packs/aa"])
  }

  @Test("A foreign file is listed by its name as text")
  func foreign() throws {
    let storage = try LocalStorage.create(at: folder.path)
    try makeFile("not ours é")
    #expect(try storage.list("").map(\.name) == ["not ours é"])
  }

  @Test("Listing survives folders and files that come and go")
  func vanishing() throws {
    let storage = try LocalStorage.create(at: folder.path)
    _ = try storage.create("packs/zz/stays", [1], via: "tmp/s-0")
    let path = folder.path.string
    try race(2) { number in
      for round in 0..<60 {
        guard number == 0 else {
          #expect(try storage.list("packs").map(\.name).contains("packs/zz/stays"))
          continue
        }
        let name = "packs/\(round % 3)/\(round)"
        _ = try storage.create(name, [], via: "tmp/a-\(round)")
        try storage.remove(name)
        rmdir("\(path)/packs/\(round % 3)")
      }
    }
  }

  private func makeFile(_ name: String) throws {
    let descriptor = try FileDescriptor.open(
      folder.appending(name), .writeOnly, options: [.create], permissions: [.ownerReadWrite])
    try descriptor.close()
  }
}
