/// Finds the functions of a Swift file by its braces.
///
/// Not a parser: it knows which words open a type and takes every other brace outside a function
/// for the body of what was declared last. Its input has comments and strings blanked.
struct FunctionScanner {
  private enum Declaration {
    case type
    case function(name: String, line: Int)
  }

  /// An open brace.
  private struct Scope {
    /// `nil` for a block inside a function.
    let declaration: Declaration?
    let line: Int
    /// Parentheses that were open around it.
    let parentheses: Int
    /// The nesting of the blocks it has held so far.
    var nesting = 0
  }

  private var functions: [FunctionShape] = []
  private var scopes: [Scope] = []
  private var declared: Declaration?
  private var parentheses = 0
  private var line = 1

  /// The functions of a file; of nested ones the outermost only.
  static func functions(in code: [Substring]) -> [FunctionShape] {
    var scanner = FunctionScanner()
    for line in code {
      scanner.scan(line)
      scanner.line += 1
    }
    return scanner.functions
  }

  private var isInsideFunction: Bool {
    scopes.contains { scope in
      if case .function = scope.declaration { true } else { false }
    }
  }

  private mutating func scan(_ text: Substring) {
    var previous: Substring = ""
    for match in text.matches(of: /[\w`]+|\S/) {
      let token = match.0
      switch token {
      case "(": parentheses += 1
      case ")": parentheses -= 1
      case "{": open()
      case "}": close()
      default: declare(token, after: previous)
      }
      previous = token
    }
  }

  private mutating func declare(_ token: Substring, after previous: Substring) {
    guard !isInsideFunction else { return }
    switch (previous, token) {
    case ("class", "func"), ("class", "var"):
      declared = nil
    case (_, "struct"), (_, "class"), (_, "enum"), (_, "protocol"), (_, "extension"), (_, "actor"):
      declared = .type
    case ("func", _), ("var", _), ("let", _):
      declared = .function(name: String(token), line: line)
    case (".", _):
      break
    case (_, "init"), (_, "deinit"), (_, "subscript"):
      declared = .function(name: String(token), line: line)
    default:
      break
    }
  }

  private mutating func open() {
    // A closure as a default argument or inside a list belongs to what is being declared.
    let isBlock = isInsideFunction || parentheses > 0
    let declaration = declared ?? .function(name: "top level", line: line)
    scopes.append(
      Scope(declaration: isBlock ? nil : declaration, line: line, parentheses: parentheses))
    parentheses = 0
    if !isBlock { declared = nil }
  }

  private mutating func close() {
    guard let scope = scopes.popLast() else { return }
    parentheses = scope.parentheses
    switch scope.declaration {
    case .type:
      declared = nil
    case .function(let name, let start):
      functions.append(
        FunctionShape(
          name: name, line: start, lineCount: line - start + 1, nesting: scope.nesting))
    case nil:
      let height = scope.nesting + (line > scope.line ? 1 : 0)
      if let outer = scopes.indices.last {
        scopes[outer].nesting = max(scopes[outer].nesting, height)
      }
    }
  }
}
