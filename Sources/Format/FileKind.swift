/// What a file of a repository is (FORMAT.md 3.1).
///
/// Raw values are on disk: never change or reuse one.
package enum FileKind: UInt8, CaseIterable, Sendable {
  case config = 1
  case keySlot = 2
  case pack = 3
  case indexRun = 4
  case snapshot = 5
  case record = 6
  case intent = 7
  case outcome = 8
  case plan = 9
  case waits = 10
  case verdict = 11
  case done = 12
  case stub = 13

  /// The limit of the file's length; of a sealed file, also of its raw length (FORMAT.md 11).
  package var maxBytes: Int {
    switch self {
    case .config, .keySlot, .record, .intent, .outcome: Limits.maxSmallFileBytes
    case .pack: Limits.maxPackBytes
    case .indexRun: Limits.maxIndexRunBytes
    case .snapshot: Limits.maxSnapshotBytes
    case .plan, .waits, .verdict, .done, .stub: Limits.maxPruneFileBytes
    }
  }
}
