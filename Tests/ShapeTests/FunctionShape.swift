/// The size of one function, initializer, subscript or computed property.
struct FunctionShape: Equatable {
  let name: String
  /// Where its declaration begins, counted from 1.
  let line: Int
  /// From the declaration to the closing brace.
  let lineCount: Int
  /// How many blocks stand inside each other at its deepest place; a block on one line is none.
  let nesting: Int
}
