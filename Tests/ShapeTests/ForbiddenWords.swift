import TestSupport

/// What the code must not say. Written so that no pattern finds itself.
enum ForbiddenWords {
  /// `try!`, `as!`, `value!`, `call()!`, `list[0]!`; `!=` and a leading `!` are none of these.
  static var force: Regex<Substring> { /[\w)\]}"]!(?!=)/ }
  static var task: Regex<Substring> { /\bTask(?:\.\w+)?\s*[({<].*/ }
  static var vagueType: Regex<Substring> {
    #/
      \b (?:struct|class|enum|protocol|actor|typealias) \s+
      \w* (?:Manager|Helper|Utils?|Handler|Info) \b
    /#
  }
  static var putOff: Regex<Substring> { /\b(?:TO(?:DO)|FIX(?:ME)|X{3})\b/ }
}

extension SourceFile {
  /// "Sources/A/B.swift:12: text" for every match in `lines`, by default those of the code.
  func places(of pattern: Regex<Substring>, in lines: [Substring]? = nil) -> [String] {
    (lines ?? code).enumerated().flatMap { index, line in
      line.matches(of: pattern).map { "\(path):\(index + 1): \($0.0)" }
    }
  }

  /// Types declared at the left margin without a doc comment right above them.
  var undocumentedTypes: [String] {
    let type = /^(?:@?\w+(?:\([^)]*\))? )*(?:struct|class|enum|protocol|actor|typealias) (\w+)/
    return code.indices.compactMap { index in
      guard let match = code[index].prefixMatch(of: type) else { return nil }
      let above = lines[..<index].last { !$0.hasPrefix("@") && !$0.hasPrefix("#if") }
      return above?.hasPrefix("///") == true ? nil : String(match.1)
    }
  }
}
