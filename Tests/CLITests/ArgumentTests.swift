import Format
import Repository
import Testing

@testable import CLI

/// What becomes of the words of a command line before a command sees them.
struct ArgumentTests {
  @Test(
    "An option without its value and without a command is an error of usage",
    arguments: ["-r", "-p", "--password-file", "-q -r"])
  func danglingOption(typed: String) throws {
    let run = try Sandbox().run(typed.split(separator: " ").map(String.init))
    #expect(run.code == 64, "\(run.code)")
  }

  @Test("Every byte string goes through the parser unharmed")
  func text() {
    for byte in UInt8.min...UInt8.max {
      let bytes = [0x61, byte, 0xC3, 0xA9, byte]
      #expect(NameText.bytes(NameText.text(bytes)) == bytes)
    }
    let own = Array("\u{10FF80}\u{10FFFF}\u{10FF7F}é".utf8)
    #expect(NameText.bytes(NameText.text(own)) == own)
    #expect(NameText.text(Array("plain é".utf8)) == "plain é")
  }

  @Test("Options before the command go behind it")
  func order() {
    func texts(_ typed: String...) -> [String] { CommandLineArguments(typed).texts }
    #expect(texts("-r", "x", "ls", "y") == ["ls", "-r", "x", "y"])
    #expect(texts("--repo=x", "-q", "ls") == ["ls", "--repo=x", "-q"])
    #expect(texts("ls", "-r", "x") == ["ls", "-r", "x"])
    #expect(texts("-r", "x") == ["-r", "x"])
    #expect(texts("--version") == ["--version"])
    #expect(texts("--", "ls") == ["--", "ls"])
  }

  @Test("--read-data has the word behind it as its value, or none")
  func readData() {
    func texts(_ typed: String...) -> [String] { CommandLineArguments(typed).texts }
    let bare = ["check", "--read-data=all"]
    #expect(texts("check", "--read-data") == bare)
    #expect(texts("--read-data", "check") == bare)
    #expect(texts("check", "--read-data", "-q") == bare + ["-q"])
    #expect(texts("check", "-r", "x", "--read-data") == ["check", "-r", "x", "--read-data=all"])
    #expect(texts("check", "--read-data", "5%", "-q") == ["check", "--read-data=5%", "-q"])
    #expect(texts("check", "--read-data=5%") == ["check", "--read-data=5%"])
    #expect(texts("--read-data", "20min", "check") == ["check", "--read-data=20min"])
    // No share, but none of the command's words either: the parser says that it is no share.
    #expect(texts("check", "--read-data", "most") == ["check", "--read-data=most"])
    #expect(texts("check", "--", "--read-data") == ["check", "--", "--read-data"])
    #expect(texts("ls", "--read-data", "x") == ["ls", "--read-data", "x"])
    let excluding = ["backup", "--exclude", "--read-data", "x"]
    #expect(CommandLineArguments(excluding).texts == excluding)
  }

  @Test(
    "A share of the packs as it is typed",
    arguments: [
      ("all", .all), ("5%", .part(millionths: 50_000)), ("100%", .part(millionths: 1_000_000)),
      ("0.0001%", .part(millionths: 1)), ("2.5 %", .part(millionths: 25_000)),
      ("10GiB", .bytes(10 << 30)), ("1.5M", .bytes(3 << 19)), ("1", .bytes(1)),
      ("20min", .time(nanoseconds: 1_200_000_000_000)),
      ("90 s", .time(nanoseconds: 90_000_000_000)),
      ("2h", .time(nanoseconds: 7_200_000_000_000)),
    ] as [(String, PackShare)])
  func shares(typed: String, share: PackShare) {
    #expect(ReadShare(argument: typed)?.share == share)
  }

  @Test(
    "What is no share, or one of nothing",
    arguments: [
      "", "0%", "0.00001%", "101%", "100.1%", "-5%", "0", "0min", "20m", "half", "1000000000h",
      "5%%", "all ", "ALL", "1.5min", "%",
    ])
  func noShares(typed: String) {
    #expect(ReadShare(argument: typed) == nil)
  }

  @Test("A word that is nearly right is recognized, another one is not")
  func suggestions() {
    let words = Martlet.commandNames
    for (typed, meant) in [
      ("bakcup", "backup"), ("backpu", "backup"), ("snapshot", "snapshots"), ("retsore", "restore"),
      ("chek", "check"), ("l", "ls"), ("Backup", "backup"),
    ] {
      #expect(Suggestion.nearest(to: typed, in: words) == meant)
    }
    for typed in ["x", "archive", "frobnicate", ""] {
      #expect(Suggestion.nearest(to: typed, in: words) == nil, "\(typed)")
    }
    #expect(Suggestion.distance("kitten", "sitting") == 3)
    #expect(Suggestion.distance("ab", "ba") == 1)
  }

  @Test("Every kind of error of a repository has its row in the table of exit codes")
  func exitCodes() {
    let rows = RepositoryError.Code.allCases.map { ExitCode($0).rawValue }
    #expect(rows.allSatisfy { $0 != 0 && $0 != 64 })
    #expect(ExitCode(.notFound).rawValue == 10)
    #expect(ExitCode(.busy).rawValue == 11)
    #expect(ExitCode(.wrongPassword).rawValue == 12)
    #expect(ExitCode(.full).rawValue == 13)
    #expect(ExitCode(.unreachable).rawValue == 14)
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 3, 4, 5, 6, 10, 11, 12, 13, 14, 64, 130])
  }
}
