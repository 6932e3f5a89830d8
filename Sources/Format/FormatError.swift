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
  /// Whether the bytes are not damaged but of a format that came after this program
  /// [3.1-b] [3.7-a].
  package let isNewerFormat: Bool

  package init(field: String, offset: Int, problem: String) {
    self.field = field
    self.offset = offset
    self.problem = problem
    isNewerFormat = false
  }

  /// `what` is the unknown thing: "version 2", "feature bits 4".
  package init(newerFormat what: String, field: String, offset: Int) {
    self.field = field
    self.offset = offset
    problem = "\(what): a newer martlet wrote this"
    isNewerFormat = true
  }

  package var description: String { "\(field) at byte \(offset): \(problem)" }
}
