import Glibc
import Pipelines
import Storage
import SystemPackage
import TestSupport
import Testing

@Suite struct LocalStorageFailureTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("Whichever fsync fails once, the file is written again and is there")
  func oneFailingSync() throws {
    for number in 0... {
      let counter = SyncCounter()
      let root = folder.appending("\(number)")
      let storage = try LocalStorage.create(at: root)
      _ = try storage.create("log/first", [0], via: "tmp/a-0")
      let failing = try LocalStorage.open(at: root, calls: .failingSync([number], counter))
      let outcome = Result { try failing.create("log/a", [1, 2], via: "tmp/a-1") }
      guard number < counter.count else {
        #expect(number == 5)
        return
      }
      // The first two flush the folders above, before anything is written.
      if number < 2 {
        #expect((outcome.failure as? StorageError)?.cause == .ioError)
      } else {
        #expect(try outcome.get() == .created)
        #expect(try storage.read("log/a", limit: 2) == [1, 2])
      }
      #expect(folder.names(in: "\(number)/tmp").isEmpty)
    }
  }

  @Test("A disk that fails while a long file is still being written is as one that fails to flush")
  func writingBack() throws {
    let bytes = [UInt8](repeating: 7, count: 9 << 20)
    for (error, failures) in [(EIO, 1), (ENOSPC, 2), (EDQUOT, 3), (ENOSYS, .max), (EPERM, .max)] {
      var calls = SystemCalls.real
      let counter = SyncCounter()
      calls.writeBack = { file, offset, count in
        guard counter.next() < failures else {
          return SystemCalls.real.writeBack(file, offset, count)
        }
        errno = error
        return -1
      }
      _ = try LocalStorage.create(at: folder.appending("\(error)"))
      let storage = try LocalStorage.open(at: folder.appending("\(error)"), calls: calls)
      let outcome = Result { try storage.create("packs/a", bytes, via: "tmp/a-1") }
      if failures == 3 {
        #expect((outcome.failure as? StorageError) != nil)
        #expect(folder.names(in: "\(error)/packs").isEmpty)
      } else {
        #expect(try outcome.get() == .created)
        #expect(try storage.read("packs/a", limit: bytes.count) == bytes)
      }
      // Three pieces; one that failed is the last of its try.
      #expect(counter.count == (failures > 3 ? 3 : failures == 3 ? 3 : failures + 3))
      #expect(folder.names(in: "\(error)/tmp").isEmpty)
    }
  }

  @Test(
    "Packs go past the page cache where that is known, and are the same where it is not",
    arguments: [true, false], [(4 << 20) + 1, 9 << 20, (9 << 20) + 4095])
  func bypassingTheCache(isKnown: Bool, length: Int) throws {
    let buffer = Buffer(capacity: length)
    buffer.count = length
    for index in buffer.mutableBytes.indices { buffer.mutableBytes[index] = UInt8(index % 251) }
    var calls = SystemCalls.real
    let (set, cleared, written) = (SyncCounter(), SyncCounter(), SyncCounter())
    calls.bypassCache = { file, isSet in
      _ = isSet ? set.next() : cleared.next()
      if isKnown { return SystemCalls.real.bypassCache(file, isSet) }
      errno = EINVAL
      return -1
    }
    calls.writeBack = { file, offset, count in
      _ = written.next()
      return SystemCalls.real.writeBack(file, offset, count)
    }
    _ = try LocalStorage.create(at: folder.path)
    let storage = try LocalStorage.open(at: folder.path, calls: calls)
    #expect(try storage.create("packs/a", buffer.bytes, via: "tmp/a-1") == .created)
    #expect(try storage.read("packs/a", limit: length) == Array(buffer.bytes))
    #expect(set.count == 1 && cleared.count == (isKnown ? 1 : 0))
    // The last bytes only, or every piece.
    let rest = length % 4096 == 0 ? 0 : 1
    #expect(written.count == (isKnown ? rest : (length - 1) / (4 << 20) + 1))
  }

  @Test(
    "Three failing tries are an error, and leave no temporary",
    arguments: [[2, 3, 4], [3, 5, 7], [4, 7, 10]])
  func failingSyncs(numbers: [Int]) throws {
    _ = try LocalStorage.create(at: folder.path).create("log/first", [0], via: "tmp/a-0")
    let calls = SystemCalls.failingSync(Set(numbers), SyncCounter())
    let storage = try LocalStorage.open(at: folder.path, calls: calls)
    let error = #expect(throws: StorageError.self) {
      _ = try storage.create("log/a", [1, 2], via: "tmp/a-1")
    }
    #expect(error?.code == .failed)
    #expect(error?.cause == .ioError)
    #expect(folder.names(in: "tmp").isEmpty)
    // A name that could be seen stays: somebody may have acted on it.
    #expect(folder.names(in: "log") == (numbers == [2, 3, 4] ? ["first"] : ["a", "first"]))
    #expect(
      try storage.create("log/a", [3], via: "tmp/a-2")
        == (numbers == [2, 3, 4] ? .created : .exists))
  }

  @Test("A file that somebody else has named is flushed before it is called durable")
  func existingIsSynced() throws {
    _ = try LocalStorage.create(at: folder.path).create("log/a", [0], via: "tmp/a-0")
    for number in 2...3 {
      let calls = SystemCalls.failingSync([number], SyncCounter())
      let storage = try LocalStorage.open(at: folder.path, calls: calls)
      let error = #expect(throws: StorageError.self) {
        _ = try storage.create("log/a", [1], via: "tmp/b-0")
      }
      #expect(error?.cause == .ioError)
      #expect(folder.names(in: "tmp").isEmpty)
    }
    let counter = SyncCounter()
    let storage = try LocalStorage.open(at: folder.path, calls: .failingSync([], counter))
    #expect(try storage.create("log/a", [1], via: "tmp/b-0") == .exists)
    #expect(counter.count == 4)
  }

  @Test(
    "A full disk is told with figures, and leaves what was there and no temporary",
    .enabled(if: canMount, "nothing can be mounted here"))
  func fullDisk() throws {
    let fileSystem = try SmallFileSystem(at: folder.path)
    defer { fileSystem.unmount() }
    let storage = try LocalStorage.open(at: folder.path)
    let small = [UInt8](repeating: 1, count: 50_000)
    #expect(try storage.create("packs/aa/a", small, via: "tmp/a-0") == .created)
    let large = [UInt8](repeating: 2, count: 500_000)
    let error = #expect(throws: StorageError.self) {
      _ = try storage.create("packs/aa/b", large, via: "tmp/a-1")
    }
    #expect(error?.code == .full)
    #expect(error?.detail?.hasPrefix("488 KiB are needed, ") == true)
    #expect(try storage.list("").map(\.name) == ["packs/aa/a"])
    #expect(try storage.create("packs/aa/b", small, via: "tmp/a-2") == .created)
    #expect(try storage.read("packs/aa/b", limit: 50_000) == small)
    // To say that a name is taken needs no room.
    #expect(throws: StorageError.self) {
      for name in 0..<100 { _ = try storage.create("log/\(name)", small, via: "tmp/a-3") }
    }
    #expect(throws: StorageError.self) {
      for name in 0..<100 { _ = try storage.create("gc/\(name)", [1], via: "tmp/a-4") }
    }
    #expect(try storage.create("packs/aa/b", small, via: "tmp/a-5") == .exists)
  }

  @Test(
    "A read-only file system is told as such, and still reads",
    .enabled(if: canMount, "nothing can be mounted here"))
  func readOnly() throws {
    let fileSystem = try SmallFileSystem(at: folder.path)
    defer { fileSystem.unmount() }
    _ = try LocalStorage.open(at: folder.path).create("log/a", [1], via: "tmp/a-0")
    try fileSystem.forbidWriting()
    let storage = try LocalStorage.create(at: folder.path)
    #expect(try storage.read("log/a", limit: 1) == [1])
    for name in ["log/b", "packs/aa/b"] {
      let error = #expect(throws: StorageError.self) {
        _ = try storage.create(name, [1], via: "tmp/a-1")
      }
      #expect(error?.code == .readOnly)
    }
    let removal = #expect(throws: StorageError.self) { try storage.remove("log/a") }
    #expect(removal?.code == .readOnly)
  }

  @Test(
    "Without permission, the error says so", .enabled(if: getuid() != 0, "root may do everything"))
  func denied() throws {
    let storage = try LocalStorage.create(at: folder.path)
    _ = try storage.create("log/a", [1], via: "tmp/a-0")
    #expect(chmod(folder.appending("log/a").string, 0) == 0)
    let error = #expect(throws: StorageError.self) { _ = try storage.read("log/a", limit: 1) }
    #expect(error?.code == .denied)
  }

  @Test("The message says what failed, where and why")
  func message() {
    let error = StorageError(
      .full, .create, "packs/3f/3f9a", at: "/mnt/usb/martlet",
      detail: "5 bytes are needed, 0 are free", cause: .noSpace)
    #expect(
      error.description == "cannot create packs/3f/3f9a in /mnt/usb/martlet: no space is left: "
        + "5 bytes are needed, 0 are free (No space left on device)")
    let odd = StorageError(.invalidName, .read, "a\u{1B}[2J", at: "memory")
    #expect(!odd.description.unicodeScalars.contains("\u{1B}"))
  }
}

extension Result {
  var failure: Failure? {
    guard case .failure(let error) = self else { return nil }
    return error
  }
}
