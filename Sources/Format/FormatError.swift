/// Why bytes are not what FORMAT.md says they are: which field, at which byte, and what is wrong.
///
/// Decoders throw this and nothing else; whoever knows the file's name wraps it once into a
/// `RepositoryError`.
package struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The field as FORMAT.md names it: "stored length".
  package let field: String
  /// The byte at which the field starts, counted from the start of the decoded bytes.
  package let offset: Int
  /// A clause without a full stop: "unknown value 7".
  package let problem: String

  package init(field: String, offset: Int, problem: String) {
    self.field = field
    self.offset = offset
    self.problem = problem
  }

  package var description: String { "\(field) at byte \(offset): \(problem)" }
}
