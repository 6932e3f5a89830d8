import Dispatch
import Format
import Glibc
import Pipelines
import Repository
import Sealing
import SystemPackage
import TestSupport
import Testing

@testable import CLI

struct PrivateRepositoryTests {
  private let folder: TemporaryFolder
  private let surroundings = Surroundings.test(seed: 1)

  init() throws { folder = try TemporaryFolder() }

  private func repository() throws -> PrivateRepository {
    try PrivateRepository(in: folder.path.appending("home/state"))
  }

  private func code(_ body: () throws -> Repository) -> ExitCode? {
    do {
      _ = try body()
      return nil
    } catch {
      return Failure(error).code
    }
  }

  @Test("It is made at the first use, and opened from then on")
  func made() throws {
    #expect(try !repository().exists)
    let made = try repository().open(surroundings)
    #expect(try repository().exists)
    #expect(try repository().open(.test(seed: 2)).id == made.id)
    #expect(folder.mode(of: "home/state/mirror") == 0o700)
    #expect(folder.mode(of: "home/state/mirror/password") == 0o600)
    #expect(folder.names(in: "home/state/mirror") == ["password", "repository"])
    let password = try SecretInput.read(repository().passwordFile)
    #expect(password.count == 44)
  }

  @Test("A password that is there is used, never replaced: a first run may have been killed")
  func interrupted() throws {
    _ = try repository().open(surroundings)
    #expect(runProgram("/bin/rm", ["-r", try repository().location.string]))
    let before = try SecretInput.read(repository().passwordFile)
    #expect(try !repository().exists)
    _ = try repository().open(.test(seed: 3))
    #expect(try SecretInput.read(repository().passwordFile).matches(before))
  }

  @Test("Without its password it is not made anew beside the old one")
  func noPassword() throws {
    _ = try repository().open(surroundings)
    unlink(try repository().passwordFile.string)
    #expect(code { try repository().open(surroundings) } == .wrongKey)
    #expect(try repository().exists)
    #expect(folder.names(in: "home/state/mirror") == ["repository"])
  }

  @Test("A password that others can read, a link, an empty one, another one: none is taken")
  func unsafePasswords() throws {
    _ = try repository().open(surroundings)
    let file = try repository().passwordFile.string
    chmod(file, 0o640)
    #expect(code { try repository().open(surroundings) } == .wrongKey)
    rename(file, file + "2")
    chmod(file + "2", 0o600)
    symlink(file + "2", file)
    #expect(code { try repository().open(surroundings) } == .wrongKey)
    for text in ["", "\n", "another\n"] {
      unlink(file)
      try WholeFile.write(text, to: FilePath(file), mode: 0o600)
      #expect(code { try repository().open(surroundings) } == .wrongKey)
    }
    unlink(file)
    rename(file + "2", file)
    #expect(code { try repository().open(surroundings) } == nil)
  }

  @Test("Two first runs at once have one repository")
  func race() throws {
    let repository = try repository()
    let opened = Monitor<[RepositoryID]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { number in
      let id = try? repository.open(.test(seed: 10 + UInt64(number))).id
      opened.access { $0 += id.map { [$0] } ?? [] }
    }
    let ids = opened.access { $0 }
    #expect(ids.count == 3)
    #expect(Set(ids).count == 1)
  }

  @Test("Where there is no home there is none")
  func noHome() {
    #expect(throws: Failure.self) { try PrivateRepository(in: nil) }
  }

  @Test("Room that may not suffice is refused, with what is needed and what is there")
  func room() throws {
    let place = folder.path
    try MirrorRoom(needed: 10, free: 10, location: place).check()
    do throws(Failure) {
      try MirrorRoom(needed: 3_221_225_472, free: 1_048_576, location: place).check()
      Issue.record("taken")
    } catch {
      #expect(error.code == .refused)
      #expect(error.problem.contains("up to 3.0 GiB"))
      #expect(error.problem.contains("1.0 MiB are free"))
    }
  }
}
