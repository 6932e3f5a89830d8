import Format
import LocalState
import Repository
import Snapshots
import Storage

/// What is known of snapshots besides what they say themselves.
struct SnapshotFacts {
  /// Stored bytes that each needs and no other does; `nil` where that is not worked out.
  var onlyHere: [SnapshotID: Int]?
  /// Of the snapshots of profiles with rules, which of the rules keep them.
  var keptBy: [SnapshotID: [RetentionReason]] = [:]
}

extension SnapshotFacts {
  /// With index runs of so many bytes, about 400 000 chunks, it takes a second or two, and nobody
  /// has to ask for it.
  private static let quickIndexBytes: UInt64 = 16 << 20

  enum Effort {
    /// What is known, or known soon.
    case little
    case whatItTakes
  }

  /// Works out what each snapshot alone takes, unless this machine remembers it.
  static func onlyHere(
    _ survey: OnlyHere, of repository: Repository, _ state: StateDatabase?, _ effort: Effort,
    in invocation: Invocation
  ) throws -> [SnapshotID: Int]? {
    let view = survey.view
    if let known = state?.onlyHere(in: view) { return known }
    if effort == .little, try survey.indexBytes > quickIndexBytes { return nil }
    let counters = SurveyCounters()
    let title = "looking through \(Printable.text(repository.storage.location))"
    let bytes = try invocation.running(
      "martlet: \(title)", status: { ProgressSample(title, of: counters) },
      {
        try survey.bytes(
          indexFolder: invocation.indexFolder(of: repository), workers: invocation.workers,
          cancellation: invocation.interruption.cancellation, counters: counters)
      })
    if let bytes { state?.noteOnlyHere(bytes, in: view) }
    return bytes
  }

  /// What the rules of the profiles that save to this repository say of the snapshots that this
  /// machine made under them. A file that cannot be read has none: the list does not need it.
  static func keptBy(
    _ catalog: SnapshotCatalog, at location: Location, in invocation: Invocation
  ) -> [SnapshotID: [RetentionReason]] {
    let environment = invocation.environment
    let found = try? invocation.settings.configuration ?? ConfigurationFile(environment)?.load()
    var keptBy: [SnapshotID: [RetentionReason]] = [:]
    for profile in found?.profiles ?? [] {
      let settings = Settings(configuration: found, profile: profile)
      guard let rules = profile.keep?.value,
        let places = try? settings.profileLocations(environment),
        places.contains(where: { $0.path == location.path })
      else { continue }
      let plan = ForgetPlan(catalog, ofSet: profile.setName, rules, invocation)
      for decision in plan.parts.flatMap(\.plan.decisions) {
        keptBy[decision.snapshot.id] = decision.reasons
      }
    }
    return keptBy
  }
}

extension SnapshotFacts {
  /// The fields of a line of type "snapshot" for them.
  func json(_ id: SnapshotID) -> [(String, JSON)] {
    [
      ("only_here", onlyHere?[id].map { .number($0) } ?? .null),
      (
        "kept_by",
        keptBy[id].map { .list($0.map { .text($0.description) }) } ?? .null
      ),
    ]
  }
}

extension ForgetPlan {
  /// What these rules say of the snapshots of a set that were made on this machine.
  init(
    _ catalog: SnapshotCatalog, ofSet set: String, _ rules: RetentionRules,
    _ invocation: Invocation
  ) {
    var filter = SnapshotFilter()
    filter.sets = [set]
    filter.hosts = [invocation.surroundings.process.host]
    let now = invocation.surroundings.clock.now
    self.init(
      catalog.snapshots.matching(filter), rules, doubts: .heeded, now: now,
      calendar: MachineCalendar(now: now))
  }
}
