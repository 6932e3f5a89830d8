import TestSupport

extension SourceFile {
  /// The modules that the file imports, in order, with repetitions.
  var imports: [String] {
    let statement =
      /(?:^|[\s;])import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let)\s+)?(\w+)/
    return code.flatMap { line in line.matches(of: statement).map { String($0.1) } }
  }
}
