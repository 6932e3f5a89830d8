import Format
import LocalState

/// How backups stand, in the text format of Prometheus, for the text collector of its node
/// exporter.
struct MetricsText {
  /// What there is to say about one repository.
  struct Row {
    /// Its name in the configuration, or its path.
    let repository: String
    let last: Run
    /// The last run that saved a snapshot; may be the same.
    let lastSaved: Run?
    /// The last check that found everything in order.
    let lastCheck: Run?
  }

  let profile: String
  let rows: [Row]

  private static let metrics: [(name: String, help: String, value: @Sendable (Row) -> Double?)] = [
    (
      "martlet_last_run_timestamp_seconds", "When the last backup ended, in seconds since 1970.",
      { time($0.last) }
    ),
    (
      "martlet_last_run_exit_code", "How it ended: 0 done, 3 incomplete, everything else failed.",
      { $0.last.ending.map { Double($0.exitCode) } }
    ),
    (
      "martlet_last_run_duration_seconds", "How long it took.",
      { $0.last.nanoseconds.map { Double($0 / 1_000_000) / 1000 } }
    ),
    (
      "martlet_last_success_timestamp_seconds",
      "When the last backup ended that saved a snapshot, in seconds since 1970.",
      { $0.lastSaved.flatMap(time) }
    ),
    (
      "martlet_last_snapshot_files", "Files in the last snapshot.",
      { count($0) { $0.files } }
    ),
    (
      "martlet_last_snapshot_bytes", "Bytes of these files.", { count($0) { $0.bytes } }
    ),
    (
      "martlet_last_snapshot_added_bytes", "Bytes that were new with the last snapshot.",
      { count($0) { $0.added } }
    ),
    (
      "martlet_last_snapshot_stored_bytes", "Bytes that the repository grew by.",
      { count($0) { $0.stored } }
    ),
    (
      "martlet_last_check_timestamp_seconds",
      "When the last check ended that found everything in order, in seconds since 1970.",
      { $0.lastCheck.flatMap(time) }
    ),
  ]

  var text: String {
    Self.metrics.map { metric in
      let lines = rows.compactMap { row in
        metric.value(row).map { "\(metric.name){\(labels(row))} \(Self.number($0))\n" }
      }
      guard !lines.isEmpty else { return "" }
      return "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) gauge\n"
        + lines.joined()
    }.joined()
  }

  private func labels(_ row: Row) -> String {
    "profile=\(Self.quoted(profile)),repository=\(Self.quoted(row.repository))"
  }

  private static func time(_ run: Run) -> Double? { run.ending.map { Double($0.time.seconds) } }

  private static func count(_ row: Row, _ value: (Run.Counts) -> UInt64) -> Double? {
    row.lastSaved?.counts.map { Double(value($0)) }
  }

  /// Whole numbers without a point.
  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
