/// How far a run has come at one moment.
struct ProgressSample: Sendable {
  /// What is being done: "docs -> /mnt/usb/martlet".
  let title: String
  /// What has been done, each a few words: "12 831 of 18 204 files".
  let facts: [String]
  /// In whatever unit the work is measured.
  var done: UInt64 = 0
  /// As far as is known.
  var total: UInt64?
  /// Whether the unit is bytes, so that a rate says something.
  var isBytes = true
  /// The path that is being dealt with; may be empty.
  var current: [UInt8] = []

  /// Of all, between 0 and 1; `nil` when nobody knows how much there is.
  ///
  /// An expectation that turns out too small leaves the last hundredth for what is beyond it.
  var fraction: Double? {
    guard let total, total > 0 else { return nil }
    return min(Double(done) / Double(total), 0.99)
  }

  /// One line, for where there is no terminal.
  var line: String { ([title] + facts).filter { !$0.isEmpty }.joined(separator: "   ") }
}
