import SystemPackage
import Testing

/// `Tests/Everything`: what makes folders of everything and compares folders, without martlet.
extension Sandbox {
  static let everything: FilePath = {
    var folder = FilePath(#filePath)
    for _ in 0..<2 { folder.removeLastComponent() }
    return folder.appending("Everything")
  }()

  /// Makes the folder; what is in it, by kind.
  func makeEverything(_ name: String) throws -> JSONLine {
    let made = try shell("'\(Self.everything)/make' \(name)")
    try #require(made.code == 0, "\(made.errors)")
    print("everything: \(made.text)", terminator: "")
    return try #require(JSONLine(made.lines.last ?? ""))
  }

  /// What two folders differ in, apart from what is excepted: "a/b: mode: 0644 | 0600".
  func differences(_ one: String, _ other: String, except: String = "") throws -> [String] {
    let compared = try shell("'\(Self.everything)/compare' --except '\(except)' \(one) \(other)")
    try #require([0, 1].contains(compared.code), "\(compared.errors)")
    #expect(compared.lines.isEmpty == (compared.code == 0))
    // That something was compared at all.
    #expect(compared.errors.contains(/compare: [1-9]\d* entries/))
    return compared.lines
  }

  /// The last line of a run with `--json`.
  @discardableResult
  func summary(_ arguments: String..., code: Int32 = 0) throws -> JSONLine {
    let run = try run(arguments + ["--json"])
    #expect(run.code == code, "\(arguments): \(run.errors)\(run.text)")
    return try #require(JSONLine(run.lines.last ?? ""), "\(arguments): \(run.errors)")
  }
}
