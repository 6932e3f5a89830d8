import Format
import Glibc
import LocalState
import Mirror
import Pipelines
import Repository
import Snapshots
import Storage
import SystemPackage

/// One run of one pair: locked, saved, planned, judged, carried out, noted.
struct PairRun {
  enum Effect {
    case performed
    /// The plan is shown, and nothing changed but that both sides are saved.
    case planned(MirrorListing.Depth)
    /// Only what a file holds is carried out, and only if that is what would be done now.
    case applied(PlanFile, [UInt8])
  }

  /// What it came to.
  struct Outcome {
    var exitCode = ExitCode.done
    /// Whether anything was done on either side.
    var hasChanged = false
  }

  let invocation: Invocation
  let place: MirrorPlace
  let rules: MirrorRules
  let effect: Effect
  /// Where something is left alone for this run, by side.
  var held: Set<WatchPace.Place> = []
  /// Whether a run that finds nothing to do says so.
  var isTalkative = true

  func run(_ folders: FolderPair) throws -> Outcome {
    let lock = try Self.lock(folders, invocation)
    defer { withExtendedLifetime(lock) {} }
    let pair = try known(folders)
    do {
      return try run(folders, pair)
    } catch let refusal as MirrorRefusal {
      throw Failure(refusal, folders)
    }
  }

  static func lock(
    _ folders: FolderPair, _ invocation: Invocation
  ) throws(Failure) -> MirrorLock {
    guard let folder = invocation.folders.state else { preconditionFailure("the history has one") }
    let process = invocation.surroundings.process
    do throws(MirrorLock.Refusal) {
      return try MirrorLock(
        folders.a.identity, folders.b.identity, in: folder,
        holder: "process \(process.processID) on \(process.host)")
    } catch {
      switch error {
      case .busy(let holder):
        throw Failure(
          .busy,
          "\(holder.isEmpty ? "another run" : Printable.text(holder)) is mirroring "
            + folders.text,
          advice: "Wait until it has ended")
      case .failed(let error, let path):
        throw Failure(
          .failed, "the pair cannot be locked: \(error.clause)", at: NameText.text(path.bytes),
          advice: "Check the folder")
      }
    }
  }

  /// What is remembered of the two; `nil` for a new pair.
  private func known(_ folders: FolderPair) throws(Failure) -> StoredMirrorPair? {
    switch place.history.search(folders.a, folders.b) {
    case .none: return nil
    case .found(let stored): return stored
    case .otherRoot(let stored):
      if rules.otherRoots == .allowed { return nil }
      let side: Side = stored.pair.a.isSame(as: folders.a) ? .b : .a
      throw Failure(
        .refused, "this is not the folder that was mirrored here before",
        at: NameText.text(folders.root(side).path),
        advice: "Perhaps its disk is not mounted. If the folder is meant: --allow-other-root; the "
          + "first run compares everything and deletes nothing")
    }
  }
}

// MARK: saving and planning

extension PairRun {
  private func run(_ folders: FolderPair, _ stored: StoredMirrorPair?) throws -> Outcome {
    let started = invocation.surroundings.clock.now
    let begun = invocation.surroundings.clock.sinceBoot
    var pair =
      stored?.pair
      ?? MirrorPair(
        a: folders.a, b: folders.b, repository: place.repository.id, made: started)
    if pair.repository != place.repository.id {
      invocation.output.note(
        "martlet: the last run was with another repository: this one compares everything and "
          + "deletes nothing")
      (pair.repository, pair.baseline) = (place.repository.id, nil)
    }
    if let selection = rules.selection { pair.selection = selection }
    let counters = MirrorCounters()
    let prepared = try prepare(folders, &pair, counters)
    let plan = prepared.plan
    let judged: JudgedPlan
    do throws(BeyondRails) {
      judged = try JudgedPlan(plan, by: rails)
    } catch {
      if case .planned(let depth) = effect { try show(prepared, pair, depth) }
      throw Failure(error.objections, folders)
    }
    switch effect {
    case .planned(let depth):
      try show(prepared, pair, depth)
      return Outcome()
    case .applied(let file, let bytes): try compare(file, bytes, prepared, pair)
    case .performed: break
    }
    let known = stored.map { StoredMirrorPair(id: $0.id, pair: pair) } ?? place.history.add(pair)
    guard let known else {
      throw Failure(
        .failed, "the pair cannot be remembered, \(place.history.problem ?? "")",
        at: invocation.folders.state?.string ?? "",
        advice: "Check the folder; nothing was changed")
    }
    let performance = MirrorPerformance(
      invocation: invocation, place: place, rules: rules, folders: folders, pair: pair,
      stored: known, started: started, begun: begun, isTalkative: isTalkative)
    return try performance.perform(prepared, judged, counters)
  }

  private var rails: Rails {
    var rails = Rails()
    rails.allowed = rules.allowed
    return rails
  }

  /// With the baseline as far as its snapshot is there.
  private func prepare(
    _ folders: FolderPair, _ pair: inout MirrorPair, _ counters: MirrorCounters
  ) throws -> PreparedMirror {
    let request = try request(pair)
    do {
      return try prepare(request, pair.baseline, counters, folders)
    } catch MirrorRefusal.noSuchSnapshot where pair.baseline != nil {
      invocation.output.note(
        "martlet: what both last agreed on is not in the repository any more: this run compares "
          + "everything and deletes nothing")
      pair.baseline = nil
      return try prepare(request, nil, counters, folders)
    }
  }

  private func prepare(
    _ request: MirrorRequest, _ baseline: SnapshotID?, _ counters: MirrorCounters,
    _ folders: FolderPair
  ) throws -> PreparedMirror {
    let run = MirrorRun(
      place.repository, request, baseline: baseline,
      indexFolder: invocation.indexFolder(of: place.repository),
      cancellation: invocation.interruption.cancellation, counters: counters)
    let saving = BackupCounters()
    let title = "looking at \(folders.text)"
    return try invocation.running(
      "martlet: \(title)", status: { ProgressSample(title, of: saving) },
      { try run.prepare(LocalScanCache.make(place.state), counters: saving) })
  }

  private func request(_ pair: MirrorPair) throws -> MirrorRequest {
    var request = try pair.request(workers: invocation.workers, with: invocation)
    request.direction = rules.direction
    request.comparison = rules.comparison
    request.conflicts = rules.conflicts
    request.held = held
    request.settled = rules.settled
    if rules.conflicts == .merge {
      request.textMerge = { baseline, a, b in
        if case .merged(let text) = TextMerge.merge(baseline: baseline, a: a, b: b) {
          text
        } else {
          nil
        }
      }
    }
    return request
  }
}

extension MirrorPair {
  /// A run of it, however it decides.
  func request(workers: Int, with invocation: Invocation) throws -> MirrorRequest {
    var request = MirrorRequest(
      a: root(a), b: root(b), set: try FolderPair.set(of: self), workers: workers,
      mayGiveAway: geteuid() == 0)
    request.selection = selection.selection
    request.leftOut = SourceList.leftOut(asFarAsKnown: invocation)
    request.utcOffsetMinutes = LocalTime(invocation.surroundings.clock.now)?.utcOffsetMinutes ?? 0
    return request
  }

  private func root(_ root: MirroredRoot) -> MirrorRequest.Root {
    var wanted = MirrorRequest.Root(
      AbsolutePath.path(root.path), label: RootLabel(root.label))
    wanted.lost = MirrorRoot.Held(rawValue: root.lost)
    return wanted
  }
}

// MARK: plans

extension PairRun {
  private func show(
    _ prepared: PreparedMirror, _ pair: MirrorPair, _ depth: MirrorListing.Depth
  ) throws {
    guard invocation.output.format == .text else {
      return try file(prepared, pair).write(prepared.plan, to: invocation.output)
    }
    MirrorListing(plan: prepared.plan, depth: depth).show(invocation.output)
  }

  private func file(_ prepared: PreparedMirror, _ pair: MirrorPair) throws -> PlanFile {
    PlanFile(
      program: place.repository.surroundings.program, made: invocation.surroundings.clock.now,
      a: pair.a, b: pair.b, repository: pair.repository, baseline: pair.baseline,
      before: prepared.before,
      rules: PlanFile.Rules(
        direction: rules.direction, comparison: rules.comparison, conflicts: rules.conflicts,
        renames: .on, selection: pair.selection),
      digest: try PlanDigest.digest(of: prepared.plan), steps: prepared.plan.steps.count,
      notices: prepared.plan.notices.count)
  }

  /// Throws `refused` if what would be done now is not what the file says.
  private func compare(
    _ file: PlanFile, _ bytes: [UInt8], _ prepared: PreparedMirror, _ pair: MirrorPair
  ) throws {
    guard let objection = file.objection(to: try self.file(prepared, pair)) else { return }
    let path = PlanFile.firstDifference(of: bytes, from: prepared.plan)
    let place = path.map { $0.isEmpty ? "" : "; first at \(Printable.text($0))" } ?? ""
    throw Failure(
      .refused, objection + place,
      advice: "Nothing was changed. Make the plan again: martlet mirror --plan --json")
  }
}
