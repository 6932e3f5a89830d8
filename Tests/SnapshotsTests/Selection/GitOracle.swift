import Format
import Glibc
import Snapshots
import SystemPackage
import TestSupport

/// A tree in memory and git, which says for every entry of it which line of an ignore file decides.
struct GitOracle {
  /// An entry of the tree, its path relative to the root.
  struct Entry {
    let path: [UInt8]
    let kind: NodeKind
  }

  /// What git says of one entry.
  struct Verdict: Equatable {
    /// The line of the rule that decides, counted from 1; `nil` where none does.
    let line: Int?
    let isIgnored: Bool
  }

  private let folder: SourceFolder
  private(set) var entries: [Entry] = []

  /// Makes the entries; folders before what lies in them.
  init(_ entries: [Entry]) throws {
    folder = try SourceFolder("tree")
    for entry in entries {
      let path = Array(folder.path.string.utf8) + [0x2F] + entry.path
      let isMade = path.map(CChar.init(bitPattern:)).withTerminated { path in
        switch entry.kind {
        case .folder: mkdir(path, 0o755) == 0
        case .symlink: symlink(".", path) == 0
        default: mknod(path, S_IFREG | 0o644, 0) == 0
        }
      }
      if isMade { self.entries.append(entry) }
    }
    try write(
      Array(self.entries.map { Array("./".utf8) + $0.path }.joined(separator: [0])), "paths")
    try shell("git init -q --template= \(folder.beside("git"))")
  }

  /// The verdicts of git on each entry, for each ignore file.
  func verdicts(_ files: [[UInt8]]) throws -> [[Verdict]] {
    for (index, file) in files.enumerated() { try write(file, "rules.\(index)") }
    let outer = folder.beside("")
    try shell(
      """
      cd \(folder.path)
      for i in $(seq 0 \(files.count - 1)); do
        git --git-dir=\(outer)/git/.git --work-tree=. -c core.excludesFile=\(outer)/rules.$i \
          check-ignore --stdin -z -v -n --no-index <\(outer)/paths >\(outer)/said.$i
        test $? -le 1 || exit 1
      done
      """)
    return files.indices.map { verdicts(in: contents(of: folder.beside("said.\($0)").string)) }
  }

  /// Four fields for each entry: file, line, pattern, path.
  private func verdicts(in said: [UInt8]) -> [Verdict] {
    let fields = said.split(separator: 0, omittingEmptySubsequences: false)
    return stride(from: 0, to: fields.count - 3, by: 4).map { index in
      Verdict(
        line: Int(String(decoding: fields[index + 1], as: UTF8.self)),
        isIgnored: fields[index + 2].first.map { $0 != UInt8(ascii: "!") } ?? false)
    }
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try folder.file("../\(name)", bytes)
  }

  private func shell(_ script: String) throws {
    let environment = "export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null\n"
    guard runProgram("/bin/sh", ["-c", environment + script]) else { throw Unusable() }
  }

  /// git could not be run or refused.
  struct Unusable: Error {}
}

extension IgnoreRules {
  /// As git reports it: a folder that is ignored decides about everything in it.
  func verdict(on entry: GitOracle.Entry) -> GitOracle.Verdict {
    let slash = UInt8(ascii: "/")
    for index in entry.path.indices where entry.path[index] == slash {
      if let rule = lastMatch(Array(entry.path[..<index]), kind: .folder), !rule.isNegated {
        return GitOracle.Verdict(rule)
      }
    }
    return GitOracle.Verdict(lastMatch(entry.path, kind: entry.kind))
  }
}

extension GitOracle.Verdict {
  init(_ rule: IgnoreRule?) {
    guard let rule, case .file(_, let line) = rule.origin else {
      self.init(line: nil, isIgnored: false)
      return
    }
    self.init(line: line, isIgnored: !rule.isNegated)
  }
}

extension [CChar] {
  fileprivate func withTerminated<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (self + [0]).withUnsafeBufferPointer { $0.baseAddress.map(body) ?? body("") }
  }
}

/// The bytes of a file; none if it cannot be read.
func contents(of path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { return bytes }
    bytes += buffer[..<count]
  }
}
