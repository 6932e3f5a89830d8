import TestSupport
import Testing

/// The caps on the size and shape of the code. There are no exceptions, and so no list of them.
struct ShapeTests {
  static let maxFileLines = 400
  static let maxFunctionLines = 60
  static let maxNesting = 3
  static let maxColumns = 100

  private let sources: [SourceFile]
  private let tests: [SourceFile]

  init() throws {
    sources = try SourceFile.sources
    tests = try SourceFile.tests
  }

  @Test("Files, functions and lines keep their caps")
  func sizes() {
    var functionLines: [Int] = []
    for file in sources + tests {
      #expect(file.lines.count <= Self.maxFileLines, "\(file.path)")
      for (index, line) in file.lines.enumerated() {
        #expect(line.count <= Self.maxColumns, "\(file.path):\(index + 1)")
      }
      for function in FunctionScanner.functions(in: file.code) {
        let place = "\(file.path):\(function.line) \(function.name)"
        #expect(function.lineCount <= Self.maxFunctionLines, "\(place)")
        #expect(function.nesting <= Self.maxNesting, "\(place)")
        functionLines.append(function.lineCount)
      }
    }
    for (folder, files) in [("Sources", sources), ("Tests", tests)] {
      let lines = files.map(\.lines.count)
      print("\(folder): \(files.count) files, \(lines.reduce(0, +)) lines, median", median(lines))
    }
    print("\(functionLines.count) functions, median", median(functionLines))
  }

  @Test("Nothing in Sources can crash by force or starts a task of its own; nothing is put off")
  func words() {
    for file in sources {
      #expect(file.places(of: ForbiddenWords.force) == [])
    }
    for file in sources where file.module != "CLI" {
      #expect(file.places(of: ForbiddenWords.task) == [])
    }
    for file in sources + tests {
      #expect(file.places(of: ForbiddenWords.vagueType) == [])
      #expect(file.places(of: ForbiddenWords.putOff, in: file.lines) == [])
    }
  }

  @Test("Every type of Sources that stands by itself says what it is")
  func docComments() {
    for file in sources {
      #expect(file.undocumentedTypes == [], "\(file.path)")
    }
  }

  private func median(_ values: [Int]) -> Int {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
