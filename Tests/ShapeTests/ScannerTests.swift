import TestSupport
import Testing

/// The scanners behind `ShapeTests` see what they must, and nothing that is not code.
struct ScannerTests {
  @Test("Functions are measured with their names, lengths and nesting")
  func functions() {
    let text = """
      struct Shape: Equatable {
        static let one = Self.init(side: 1)
        var side: Int { 1 }
        init(
          side: Int,
          then: () -> Void = {}
        ) {
          for _ in 0..<3 {
            if side > 2 { return }
          }
        }
        class func deep() {
          while true {
            if true {
            } else {
              each { value in
                switch value { default: break }
              }
            }
          }
        }
        enum Kind {
          case round
          func name() -> String {
            "\\(kind { 1 }) }"  // }
          }
        }
      }
      func last() {}
      """
    let expected = [
      FunctionShape(name: "side", line: 3, lineCount: 1, nesting: 0),
      FunctionShape(name: "init", line: 4, lineCount: 8, nesting: 1),
      FunctionShape(name: "deep", line: 12, lineCount: 10, nesting: 3),
      FunctionShape(name: "name", line: 24, lineCount: 3, nesting: 0),
      FunctionShape(name: "last", line: 29, lineCount: 1, nesting: 0),
    ]
    let file = SourceFile(path: "Shape.swift", text: text)
    #expect(FunctionScanner.functions(in: file.code) == expected)
  }

  @Test(
    "Comments, strings and regexes are blanked; code around and inside them is kept",
    arguments: [
      (#"a // b "c""#, #"a         "#),
      (#"a /* b /* c */ d */ e"#, #"a                   e"#),
      (#"a "b \" c" d"#, #"a "      " d"#),
      (#"a "b\(c + "d")e" f"#, #"a "  (c + " ") " f"#),
      (##"a #"b " \(c) \#(d)"# e"##, ##"a #"           (d)"# e"##),
      (#"a / b / c"#, #"a / b / c"#),
      (#"x(of: /a"b/) c"#, #"x(of:      ) c"#),
      (##"x(#/a\/"b/# ) c"##, ##"x(          ) c"##),
      ("x = #/\n \"{ (\n/# y", "x =   \n     \n   y"),
      ("a \"\"\"\n b \"c\"\n \"\"\" d", "a \"\"\"\n      \n \"\"\" d"),
    ])
  func blanking(text: String, code: String) {
    #expect(SwiftCode.only(in: text) == code)
  }

  @Test(
    "Force, in every form",
    arguments: [
      "try! f()", "x as! Int", "name!.count", "f()!", "list[0]!", "let x: Int!", "\"1\"!",
      "first { $0 }!", "\"\\(name!)\"",
    ])
  func force(text: String) {
    #expect(!SourceFile(path: "", text: text).places(of: ForbiddenWords.force).isEmpty)
  }

  @Test("What only looks like force", arguments: ["a != b", "!a", "(!a)", "\"no!\"", "x!=y"])
  func notForce(text: String) {
    #expect(SourceFile(path: "", text: text).places(of: ForbiddenWords.force).isEmpty)
  }

  @Test("A task, a vague name and a missing comment are found")
  func otherWords() {
    let text = """
      /// Documented.
      @frozen
      public struct Known {}
      final class FileManager {}
      Task.detached { }
      Task { }
      group.addTask { TaskGroup() }
      """
    let file = SourceFile(path: "A.swift", text: text)
    #expect(file.undocumentedTypes == ["FileManager"])
    #expect(file.places(of: ForbiddenWords.vagueType) == ["A.swift:4: class FileManager"])
    #expect(file.places(of: ForbiddenWords.task).count == 2)
  }
}
