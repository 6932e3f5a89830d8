import Pipelines
import Repository
import Sealing
import Snapshots

/// What a backup is to save and how: the options of the command line, and below them the profile.
struct BackupPlan {
  let sources: SourceList
  /// What the sources were made of; a stream among it begins when everything else is ready.
  let wanted: SourceOptions
  let selection: Selection
  /// Empty: the set is "same host, same sources".
  let set: String
  let reading: BackupRequest.Reading
  let level: CompressionLevel
  let workers: Int
  /// What is said about the snapshot, and whether there is one if nothing has changed.
  let snapshot: SnapshotOptions

  /// What it is called in the history: its set, or its sources.
  var subject: String { self.set.isEmpty ? sources.subject : self.set }

  /// What it is called where somebody looks on, printable.
  private var title: String { self.set.isEmpty ? sources.text : Printable.text(self.set) }
}

extension BackupPlan {
  /// Saves it into all of the repositories and returns how each ended, in their order.
  ///
  /// Throws what keeps it from beginning.
  func save(
    to targets: [BackupTarget], _ walk: StartedWalk?, _ invocation: Invocation
  ) throws -> [Result<BackupReport, Failure>] {
    var request = try request(invocation)
    request.walk = walk
    let cancellation = invocation.interruption.cancellation
    let count = SourceCount(cancellation)
    defer { count.end() }
    if invocation.showsLiveProgress { request.count = count }
    let places = targets.map(\.location.name).joined(separator: ", ")
    let results = try invocation.running(
      "martlet: saving \(title) to \(places)",
      status: { [title = "\(title) -> \(places)", counters = targets.map(\.counters)] in
        ProgressSample(title, ofLastOf: counters, counted: count.counted)
      },
      { [request] in
        // From here on Ctrl-C is heeded, and a command is made to end.
        let stream = try StreamedSource.begin(wanted, cancellation)
        defer { stream?.end() }
        var request = request
        request.stream = stream?.source
        if targets.contains(where: { $0.knows(request) }) { ProcessLimits.keep(.frames) }
        return run(request, targets, cancellation)
      })
    return results.map { result in
      result.mapError { error in
        error is Cancelled ? Self.interrupted(targets.map(\.counters)) : Failure(error)
      }
    }
  }

  /// Begins to walk the sources, which takes as long as the keys take to be derived. `nil` where
  /// they are walked later: for several repositories, each by itself, and beside a stream.
  func startWalk(for locations: [Location], _ invocation: Invocation) throws -> StartedWalk? {
    guard locations.count == 1, wanted.streamName == nil else { return nil }
    // Made before the walk, which leaves it out.
    if !invocation.options.noCache { invocation.folders.makeCache() }
    return try StartedWalk(try request(invocation), started: invocation.surroundings.clock.now)
  }

  /// Without the stream. Throws `refused` where it would save a repository, or what is martlet's
  /// own.
  func request(_ invocation: Invocation) throws -> BackupRequest {
    var request = BackupRequest(
      sources: sources.paths, set: set, reading: reading, level: level,
      leftOut: try sources.leftOut(with: invocation), selection: selection, workers: workers,
      utcOffsetMinutes: LocalTime(invocation.surroundings.clock.now)?.utcOffsetMinutes ?? 0)
    snapshot.apply(to: &request)
    return request
  }

  /// One by itself: only that can have a stream.
  private func run(
    _ request: BackupRequest, _ targets: [BackupTarget], _ cancellation: Cancellation
  ) -> [Result<BackupReport, any Error>] {
    guard targets.count == 1, let target = targets.first else {
      return BackupGroup(targets.map(\.member), request, cancellation: cancellation).run()
    }
    let backup = Backup(
      target.repository, request, indexFolder: target.indexFolder, cancellation: cancellation,
      counters: target.counters)
    return [Result { try backup.run(LocalScanCache.make(target.state)) }]
  }

  func summary(
    _ report: BackupReport, _ target: BackupTarget, _ invocation: Invocation, nanoseconds: UInt64
  ) -> BackupSummary {
    invocation.noteProblem(of: target.state)
    return BackupSummary(
      report: report, exclusions: ExclusionText(selection), location: target.location,
      isVerbose: invocation.options.verbose, emptySources: sources.empty, wanted: snapshot,
      nanoseconds: nanoseconds)
  }

  private static func interrupted(_ counters: [BackupCounters]) -> Failure {
    let stored = UInt64(counters.map(\.storedBytes).reduce(0, +))
    return .interrupted(
      advice: stored == 0
        ? "There is no new snapshot, and nothing was stored yet."
        : "There is no new snapshot, but the \(Wording.bytes(stored)) stored so far are kept: "
          + "the same command goes on from there.")
  }
}
