import Format
import Repository
import Snapshots
import Testing

/// Names of snapshots as people type them.
struct SnapshotNameTests {
  private func parsed(_ text: String) throws -> SnapshotName {
    try SnapshotName(parsing: Array(text.utf8))
  }

  private func name(
    _ base: SnapshotName.Base, of set: String = "", _ path: String = ""
  ) -> SnapshotName {
    SnapshotName(base, set: Array(set.utf8), path: Array(path.utf8))
  }

  @Test("A name, and a path after the first colon")
  func parsing() throws {
    #expect(try parsed("latest") == name(.latest(back: 0)))
    #expect(try parsed("Latest~2:a:b") == name(.latest(back: 2), "a:b"))
    #expect(try parsed("3F9A") == name(.id(prefix: "3f9a")))
    #expect(try parsed("0:") == name(.id(prefix: "0")))
    #expect(try parsed("a:/\u{FF}").path == Array("/\u{FF}".utf8))
    for wrong in ["", ":a", "latest~", "latest~x", "latest~-1", "latest ", "xyz", "latest~٣"] {
      #expect(throws: SnapshotNameError.self, "\(wrong)") { try parsed(wrong) }
    }
    let long = String(repeating: "a", count: 65)
    #expect(throws: SnapshotNameError.self) { try parsed(long) }
  }

  @Test("Days and times have an @ before them; a colon between digits of a time is part of it")
  func moments() throws {
    let day = try #require(CalendarDay(year: 2026, month: 11, day: 1))
    func time(_ minute: Int, _ second: Int? = nil) -> SnapshotName.Base {
      .moment(.time(day, hour: 14, minute: minute, second: second))
    }
    #expect(try parsed("@yesterday") == name(.moment(.yesterday)))
    #expect(try parsed("@Today:a@b:c") == name(.moment(.today), "a@b:c"))
    #expect(try parsed("@2026-11-01") == name(.moment(.day(day))))
    #expect(try parsed("@2026-11-01:14:30") == name(.moment(.day(day)), "14:30"))
    #expect(try parsed("@2026-11-01T14:30") == name(time(30)))
    #expect(try parsed("@2026-11-01 14:30:docs") == name(time(30), "docs"))
    #expect(try parsed("@2026-11-01t14:30:15") == name(time(30, 15)))
    #expect(try parsed("@2026-11-01T14:30:15:15") == name(time(30, 15), "15"))
    #expect(try parsed("@2026-11-01T14:30:./15") == name(time(30), "./15"))
    #expect(try parsed("@2026-11-01T14:30:155") == name(time(30), "155"))
    for wrong in [
      "@", "@2026-02-29", "@2026-13-01", "@2026-00-01", "@2026-1-1", "@2026-11-01T24:00",
      "@2026-11-01T14", "@2026-11-01T14:60", "@tomorrow", "@２０２６-11-01",
    ] {
      #expect(throws: SnapshotNameError.self, "\(wrong)") { try parsed(wrong) }
    }
    #expect(try parsed("@2024-02-29") != parsed("@2024-02-28"))
    let error = #expect(throws: SnapshotNameError.self) { try parsed("yesterday:docs") }
    #expect(error?.problem == "\"yesterday\" is no name of a snapshot")
    #expect(error?.advice == "days begin with an @: @yesterday")
  }

  @Test("A set stands before the @; the first reading that makes sense counts")
  func sets() throws {
    #expect(try parsed("docs@latest~2:a") == name(.latest(back: 2), of: "docs", "a"))
    #expect(try parsed("docs@a3F8") == name(.id(prefix: "a3f8"), of: "docs"))
    #expect(try parsed("/home/ann@yesterday") == name(.moment(.yesterday), of: "/home/ann"))
    #expect(try parsed("@latest") == name(.latest(back: 0)))
    #expect(try parsed("me@home@latest:x") == name(.latest(back: 0), of: "me@home", "x"))
    #expect(try parsed("a:b@latest:c") == name(.id(prefix: "a"), "b@latest:c"))
    #expect(try parsed("x:y@latest:c") == name(.latest(back: 0), of: "x:y", "c"))
    #expect(try parsed("latest:x@latest") == name(.latest(back: 0), "x@latest"))
    #expect(try parsed("docs@latest:x@latest") == name(.latest(back: 0), of: "docs", "x@latest"))
    let bytes: [UInt8] = [0x2F, 0xFF] + Array("@latest".utf8)
    #expect(try SnapshotName(parsing: bytes).set == [0x2F, 0xFF])
    for wrong in ["docs@", "docs@new", "docs", "docs@:latest"] {
      #expect(throws: SnapshotNameError.self, "\(wrong)") { try parsed(wrong) }
    }
  }

  @Test(
    "A name is written as it is read",
    arguments: [
      "latest", "latest~3", "3f9a", "@yesterday", "docs@2026-11-01", "a@b@2026-11-01T04:05",
      "@2026-11-01T14:30:15", "/home/ann@latest~1", "docs@3f9a",
    ])
  func description(text: String) throws {
    #expect(try parsed(text).description == text)
  }
}
