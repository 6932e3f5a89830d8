import FileTree
import Format
import Pipelines
import SystemPackage

extension MirrorWorker {
  /// Gives what was made its place.
  func commit(_ staged: StagedStep) throws -> StepOutcome {
    switch staged.state {
    case .settled(let outcome): return outcome
    case .made(let entry):
      crew.waiting.access { $0[entry.aside] = nil }
      return try settling {
        let place = try place(staged.step)
        guard let before = staged.step.before else { return try put(entry, place) }
        return try replace(before, by: entry, place)
      }
    }
  }

  /// Where nothing was.
  private func put(_ entry: StagedEntry, _ place: Place) throws -> StepOutcome {
    do throws(Errno) {
      try place.hand.rename(entry.aside, to: place.name, in: place.folder, place.path)
      return entry.shortfall.outcome
    } catch {
      discard(entry, place)
      guard error == .fileExists else { throw error }
    }
    if case .asPlanned = try examine(place.name, place, as: entry.made) {
      return entry.shortfall.outcome
    }
    return .failed(.appearedMeanwhile)
  }

  /// In the place of what was planned, and of nothing else.
  private func replace(
    _ before: MirrorNode, by entry: StagedEntry, _ place: Place
  ) throws -> StepOutcome {
    let old: FileName
    do throws(Errno) {
      old = try place.hand.exchange(entry.aside, with: place.name, in: place.folder, place.path)
    } catch {
      discard(entry, place)
      throw error == .noSuchFileOrDirectory ? .staleNFSFileHandle : error
    }
    let problem: MirrorFailure.Problem
    do {
      // A folder was looked at before, and goes only if nothing is in it.
      switch before.isFolder ? .asPlanned(nil) : try examine(old, place, as: before) {
      case .asPlanned(let file):
        if try removeOld(old, before, place, holding: file) { return entry.shortfall.outcome }
        problem = .isNotEmpty
      case .changed: problem = .changedMeanwhile
      case .inUse: problem = .isInUse
      }
    } catch {
      _ = try? putBack(old, entry, place)
      throw error
    }
    return .failed(problem, parked: try putBack(old, entry, place))
  }

  /// `false` if it is a folder in which something is.
  private func removeOld(
    _ old: FileName, _ before: MirrorNode, _ place: Place, holding file: OpenFile?
  ) throws(Errno) -> Bool {
    defer { withExtendedLifetime(file) {} }
    do throws(Errno) {
      try place.hand.remove(old, in: place.folder, isFolder: before.isFolder, place.path)
      return true
    } catch {
      guard before.isFolder, [.directoryNotEmpty, .fileExists].contains(error) else { throw error }
      return false
    }
  }

  /// What was there goes back to its place, and the new entry goes. If the place has got something
  /// else by now, that stays beside it under another name, which is returned.
  private func putBack(
    _ old: FileName, _ entry: StagedEntry, _ place: Place
  ) throws -> MirrorPath? {
    let new = try place.hand.exchange(old, with: place.name, in: place.folder, place.path)
    if case .asPlanned = try examine(new, place, as: entry.made) {
      try place.hand.remove(
        new, in: place.folder, isFolder: entry.made.isFolder, place.path)
      return nil
    }
    return try park(new, place)
  }

  /// The step has failed, unless it was settled before.
  func givenUp(_ staged: StagedStep, for error: Errno) -> StagedStep {
    guard case .made(let entry) = staged.state else { return staged }
    crew.waiting.access { $0[entry.aside] = nil }
    if let place = try? place(staged.step) { discard(entry, place) }
    return StagedStep(step: staged.step, state: .settled(.failed(.system(error))))
  }

  private func discard(_ entry: StagedEntry, _ place: Place) {
    try? place.hand.remove(
      entry.aside, in: place.folder, isFolder: entry.made.isFolder, place.path)
  }

  /// Gives what nobody planned for a name that people see: that of a conflict copy.
  func park(_ aside: FileName, _ place: Place) throws(Errno) -> MirrorPath {
    let found = try sighting(place)?.metadata
    let node = MirrorNode(name: place.name, metadata: found ?? .unknown, content: .folder([]))
    var taken: Set<FileName> = []
    while true {
      let name = ConflictName.name(
        for: node, label: crew.options.root(place.hand.side).label, digest: crew.options.digest
      ) { taken.contains($0) }
      do throws(Errno) {
        try place.hand.rename(aside, to: name, in: place.folder, place.path)
        return place.path.parent.appending(name)
      } catch {
        guard error == .fileExists else { throw error }
        taken.insert(name)
      }
    }
  }

  // MARK: - Remove and move

  /// Removes a leaf: out of its place first, then looked at, then gone.
  func removeLeaf(_ step: MirrorStep) throws -> StepOutcome {
    try settling {
      let place = try place(step)
      guard let before = step.before else { return .failed(.changedMeanwhile) }
      guard let found = try sighting(place) else { return .done([]) }
      guard found.looksLike(before) else { return .failed(.changedMeanwhile) }
      let aside = try place.folder.asideName()
      try place.hand.rename(place.name, to: aside, in: place.folder, place.path)
      return try removeAside(aside, before, place)
    }
  }

  private func removeAside(
    _ aside: FileName, _ before: MirrorNode, _ place: Place
  ) throws -> StepOutcome {
    let problem: MirrorFailure.Problem
    do {
      switch try examine(aside, place, as: before) {
      case .asPlanned(let file):
        _ = try removeOld(aside, before, place, holding: file)
        return .done([])
      case .changed: problem = .changedMeanwhile
      case .inUse: problem = .isInUse
      }
    } catch {
      _ = try? giveBack(aside, place)
      throw error
    }
    return .failed(problem, parked: try giveBack(aside, place))
  }

  private func giveBack(_ aside: FileName, _ place: Place) throws(Errno) -> MirrorPath? {
    do throws(Errno) {
      try place.hand.rename(aside, to: place.name, in: place.folder, place.path)
      return nil
    } catch {
      guard error == .fileExists else { throw error }
      return try park(aside, place)
    }
  }

  /// Removes a folder in which nothing is.
  func removeFolder(_ step: MirrorStep) throws -> StepOutcome {
    try settling {
      let place = try place(step)
      guard let before = step.before else { return .failed(.changedMeanwhile) }
      guard let found = try sighting(place) else { return .done([]) }
      guard found.looksLike(before) else { return .failed(.changedMeanwhile) }
      return try removeOld(place.name, before, place, holding: nil)
        ? .done([]) : .failed(.isNotEmpty)
    }
  }

  func move(_ step: MirrorStep, to target: MirrorPath) throws -> StepOutcome {
    try settling {
      let source = try place(step)
      let goal = try place(target, on: step.side)
      guard let before = step.before, try sighting(source)?.looksLike(before) == true else {
        return .failed(.changedMeanwhile)
      }
      do throws(Errno) {
        try source.hand.rename(
          source.name, to: goal.name, in: source.folder, to: goal.folder, source.path)
      } catch {
        guard error == .fileExists else { throw error }
        return .failed(.appearedMeanwhile)
      }
      source.hand.forgetFolders()
      return .done([])
    }
  }

  /// Gives a folder the time that it had.
  func restoreTime(of path: MirrorPath, on side: Side, _ time: Timestamp) throws -> StepOutcome {
    let hand = try crew.hand(side)
    let folder = try hand.folder(path)
    var metadata = try Sighting.ofSelf(
      folder, openedMode: hand.openedMode(path), crew.setIDs
    ).metadata
    metadata.modified = time
    try hand.ask(.setMetadata, path)
    let mode = try folder.folder.status().permissions
    let failures = folder.setAttributes(crew.attributes(metadata, on: side, over: mode))
    return crew.shortfall(failures, on: side).outcome
  }

  /// Metadata of a folder, which this run has perhaps made.
  func finish(
    _ step: MirrorStep, _ metadata: MirrorMetadata, isNew: Bool
  ) throws -> StepOutcome {
    try settling {
      let hand = try crew.hand(step.side)
      let folder = try hand.folder(step.path)
      let found = try Sighting.ofSelf(
        folder, openedMode: hand.openedMode(step.path), crew.setIDs)
      guard let before = step.before,
        isNew || found.looksLike(before) || found.looksLike(before.with(metadata))
      else { return .failed(.changedMeanwhile) }
      try hand.ask(.setMetadata, step.path)
      let failures = folder.setAttributes(
        crew.attributes(metadata, on: step.side, over: found.status.permissions))
      return crew.shortfall(failures, on: step.side).outcome
    }
  }
}
