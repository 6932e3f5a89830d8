import TestSupport
import Testing

@testable import CLI

/// The configuration as bytes: what is read, what is refused, and where.
struct ConfigurationTests {
  private func read(_ text: String) throws -> Configuration {
    try Configuration(parsing: Array(text.utf8))
  }

  /// "line:column problem | advice" for everything that is wrong with the text.
  private func errors(_ text: String) -> [String] {
    do throws(ConfigurationErrors) {
      _ = try Configuration(parsing: Array(text.utf8))
      return []
    } catch {
      return error.errors.map {
        "\($0.position.line):\($0.position.column) \($0.problem) | \($0.advice)"
      }
    }
  }

  @Test("The example is a configuration, and says everything that a profile can have")
  func example() throws {
    let configuration = try read(ConfigurationExample.text)
    let profile = try #require(configuration.profile(named: "docs"))
    #expect(configuration.repository(named: "usb")?.location?.value == "/mnt/usb/martlet")
    #expect(profile.repositories.map(\.value) == ["usb"])
    #expect(profile.selection.exclude.map(\.value) == ["node_modules/", "*.tmp", "!keep.tmp"])
    #expect(profile.schedule?.value.onCalendar == "*-*-* 12:30:00")
    #expect(profile.keep?.value.text == "last 5, daily 14, weekly 8, monthly 12, yearly 3")
    #expect(profile.hooks.before.count == 1)
    // What is only shown as a comment is a setting too.
    let all = ConfigurationExample.text.replacing(/(?m)^(?: *)# ([a-z-]+ = )/) { $0.1 }
      .replacing("password-command =", with: "# ").replacing("recovery-file =", with: "# ")
      .replacing("metrics-file", with: "metrics-file")
    let full = try read(all)
    #expect(full.profile(named: "docs")?.selection.excludeLargerThan?.value.bytes == 4 << 30)
    #expect(full.profile(named: "docs")?.monitor.metricsFile != nil)
  }

  @Test("Every setting is read, with the place where it stands")
  func settings() throws {
    let configuration = try read(
      """
      [repo.nas]
      location = "sftp://backup@nas/srv"
      recovery-file = "~/words"
      [profile.a]
      repo = "nas"
      files-from = ["/list"]
      exclude-if-present = [".no"]
      exclude-nodump = true
      set = "papers"
      read-workers = 3
      overdue-after = "90min"
      keep.within = "30d"
      keep.tags = ["x"]
      check.every = "2w"
      hooks.failed = ["a", "b"]
      [profile.b]
      repo = ["/mnt/x", "nas"]
      """)
    let a = try #require(configuration.profile(named: "a"))
    #expect(configuration.repositories.first?.secret?.value == .recoveryFile("~/words"))
    #expect(a.repositories.map(\.position) == [TextPosition(line: 5, column: 8)])
    #expect(a.selection.filesFrom.first?.position == TextPosition(line: 6, column: 15))
    #expect(a.selection.excludeNodump?.value == true)
    #expect(a.setName == "papers")
    #expect(a.readWorkers?.value == 3)
    #expect(a.allowedAge == TimeSpan(seconds: 5400))
    #expect(a.keep?.value.text == "within 30 days, tagged x")
    #expect(a.check?.value.text == "every 14 days")
    #expect(a.hooks.failed.map(\.value) == ["a", "b"])
    #expect(configuration.profiles.map(\.name.value) == ["a", "b"])
    #expect(configuration.profile(named: "b")?.setName == "b")
  }

  @Test(
    "What is wrong is named with line and column",
    arguments: [
      ("[profile.a]\npathes = []", #"2:1 unknown key "pathes" | Did you mean "paths"?"#),
      ("repos = 1", #"1:1 unknown key "repos" | Did you mean "repo"?"#),
      ("[profile.a]\n  zzz = 1", nil),
      ("[profile.a.hooks]\nbefor = []", #"2:1 unknown key "befor" | Did you mean "before"?"#),
      (
        "[profile.a]\npaths = \"/a\"",
        #"2:9 "paths" is a text, not a list of texts | Write paths = ["…", "…"]"#
      ),
      (
        "[profile.a]\npaths = [\n  1]",
        #"3:3 "paths" is a whole number, not a text | Write it in quotes: paths = "…""#
      ),
      (
        "[profile.a]\npaths = [\"~x/y\"]",
        #"2:10 the path "~x/y" is relative | "#
          + "Begin it with / or ~/, so that it means the same wherever a run begins"
      ),
      (
        "[profile.a]\nset = \"\"",
        #"2:7 "set" is empty | Write something there, or leave "set" out"#
      ),
      (
        "[profile.a]\nset = \"a\\u0000b\"",
        #"2:7 "set" holds a zero byte | Write something there, or leave "set" out"#
      ),
      (
        "[profile.a]\none-file-system = \"yes\"",
        #"2:19 "one-file-system" is a text, not true or false | "#
          + "Write true or false, without quotes"
      ),
      (
        "[profile.a]\nread-workers = 65",
        #"2:16 65 is not between 1 and 64 | Write a number between them for "read-workers""#
      ),
      (
        "[profile.a]\ncompression = 'zip'",
        #"2:15 "compression" is "zip", which is not understood | "#
          + #"Write "fast", "default" or "max""#
      ),
      (
        "[profile.a]\noverdue-after = '3 months'",
        #"2:17 "overdue-after" is "3 months", which is not understood | "#
          + #"Write a length of time such as "90min", "36h" or "7d""#
      ),
      ("[profile.a]\nschedule = 'dayly 12:30'", nil),
      ("[profile.a]\nexclude-larger-than = 'x'", nil),
      ("[profile.a]\nexclude-if-present = ['a/b']", nil),
      ("[profile.a]\nmonitor.healthcheck = 'ftp://x'", nil),
      ("[profile.a]\nmonitor.healthcheck = 'https:// x'", nil),
      ("[profile.a]\ncheck.read-data = 'many'\ncheck.every = '1d'", nil),
      (
        "[profile.a]\nkeep = {}",
        #"2:8 "keep" is empty: it would keep nothing | "#
          + "Say how many stay, such as { last = 5, daily = 14 }, or leave it out"
      ),
      (
        "[profile.a]\ncheck = { read-data = '5%' }",
        #"2:9 "check" does not say how often | Say it, such as { every = "7d" }"#
      ),
      (
        "[profile.'a b']",
        #"1:10 "a b" cannot be the name of a profile | "#
          + "Use letters without accents, digits, and - _ . within it; at most 64"
      ),
      ("profile = 1", nil), ("profile.a = 1", nil), ("[profile.a]\nkeep = 1", nil),
      ("[repo.a]", nil), ("[repo.a]\nlocation = 'nas'", nil),
      (
        "[repo.nas]\nlocation = '/a'\n[profile.a]\nrepo = ['nsa']",
        #"4:9 there is no [repo.nsa] | Did you mean "nas"?"#
      ),
      (
        "[repo.a]\nlocation = '/a'\npassword-file = '/b'\npassword-command = 'c'",
        "4:20 [repo.a] says twice what opens it | "
          + "Keep one of password-command, password-file and recovery-file"
      ),
      ("a = 1\na = 2", nil), ("[repo", nil), ("x = é", nil), ("é = 1", nil), ("a = 1.5.", nil),
      ("[profile.a]\nset = 2026-01-01", nil), ("[profile.a]\nset = 1.5", nil),
    ] as [(String, String?)])
  func mistakes(text: String, expected: String?) throws {
    let found = errors(text)
    #expect(found.count == 1)
    if let expected { #expect(found == [expected]) }
  }

  @Test("All errors are told, in the order of the text")
  func several() {
    let found = errors(
      """
      [profile.b]
      sett = "x"
      [profile.a]
      schedule = 1
      paths = ["a", "/b", "c"]
      """)
    #expect(found.map { $0.prefix(4) } == ["2:1 ", "4:12", "5:10", "5:21"])
  }

  @Test("No bytes bring the reader down", arguments: 0..<UInt64(300))
  func randomBytes(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bytes = Array(ConfigurationExample.text.utf8)
    switch seed % 3 {
    case 0: bytes = random.bytes(Int.random(in: 0...300, using: &random))
    case 1:
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
    default:
      let start = Int.random(in: bytes.indices, using: &random)
      let pieces = ["[", "]]", "=", "\"\"\"", "{", ".", "\n", "'", "é", "\u{2003}", "a.b = "]
      for _ in 0..<5 {
        let piece = pieces.randomElement(using: &random) ?? ""
        bytes.insert(contentsOf: piece.utf8, at: start)
      }
    }
    do throws(ConfigurationErrors) {
      _ = try Configuration(parsing: bytes)
    } catch {
      #expect(!error.errors.isEmpty)
      #expect(error.errors.allSatisfy { $0.position.line > 0 && $0.position.column > 0 })
      #expect(error.errors.allSatisfy { !$0.problem.isEmpty && !$0.advice.isEmpty })
    }
  }

  @Test("Endless nesting is refused, in every form")
  func nesting() {
    let deep = String(repeating: "a.", count: 900) + "b"
    var nested = "x = 1"
    for _ in 0..<10 { nested = "\(deep) = [\n{\(nested)}\n]" }
    for text in [
      "\(deep) = 1", String(repeating: "a.", count: 500_000) + "b = 1", nested,
      "[\(deep)]\n\(deep) = 1", "a = " + String(repeating: "[", count: 100_000),
      String(repeating: "#", count: 2 << 20),
    ] {
      #expect(errors(text).count == 1)
    }
  }
}
