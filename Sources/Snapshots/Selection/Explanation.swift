/// Why a path is saved, or is not.
package struct Explanation: Sendable {
  package enum Verdict: Sendable {
    /// It is a source.
    case isSource
    /// No rule matches, or the last that does is negated.
    case saved(IgnoreRule?)
    /// A folder that is saved because something listed is in it.
    case savedForListed
    /// A folder that is saved without what is in it.
    case savedEmpty(Exclusion)
    /// The path itself, or the folder `at` above it.
    case leftOut(Exclusion, at: [UInt8])
    /// What is at `at` above it is no folder, and saved as what it is.
    case notBelow(at: [UInt8])
    case inNoSource
  }

  /// Absolute.
  package let path: [UInt8]
  package let verdict: Verdict
  /// Why the path could not be looked at, so that only its name tells: "no such file or directory".
  package let problem: String?

  package var isSaved: Bool {
    switch verdict {
    case .isSource, .saved, .savedForListed, .savedEmpty: problem == nil
    case .leftOut, .notBelow, .inNoSource: false
    }
  }
}
