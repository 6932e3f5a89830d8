import FileTree
import Format
import Pipelines
import Repository
import Sealing
import Snapshots
import SystemPackage

/// What became of a step.
enum StepOutcome: Sendable {
  case done(Set<MirrorLoss>)
  case failed(MirrorFailure.Problem, parked: MirrorPath? = nil)
}

/// A new entry that is complete and durable soon, beside the place it is for.
struct StagedEntry: Sendable {
  let aside: FileName
  /// As it came to be.
  let made: MirrorNode
  let shortfall: Shortfall
}

/// A step half done.
struct StagedStep: Sendable {
  enum State: Sendable {
    case settled(StepOutcome)
    case made(StagedEntry)
  }

  let step: MirrorStep
  let state: State
  /// When the folder was changed last, of a step that leaves its time alone and yet makes an entry
  /// in it.
  var folderTime: Timestamp?
}

/// Performs the steps that concern single names; one per thread.
///
/// A new entry is made whole beside its place. What it takes the place of, and what is to go, is
/// looked at once it has left its place, where nobody finds it by name any more; if it is not what
/// was planned, it goes back.
final class MirrorWorker {
  let crew: MirrorCrew
  let contents: NodeContents

  init(_ crew: MirrorCrew) throws(RepositoryError) {
    self.crew = crew
    contents = try NodeContents(crew.repository, crew.reading, cache: crew.cache)
  }

  /// A step that fails is a line of the report; what is no matter of one path is thrown.
  func settling(_ body: () throws -> StepOutcome) throws -> StepOutcome {
    do {
      return try body()
    } catch let error as Errno {
      switch error {
      case .staleNFSFileHandle, .tooManySymbolicLinkLevels, .notDirectory:
        return .failed(.changedMeanwhile)
      default: return .failed(.system(error))
      }
    } catch let error as RepositoryError where error.code == .damaged {
      return .failed(.damaged("\(error.problem) (\(error.location))"))
    }
  }

  /// Where a step works.
  struct Place {
    let hand: MirrorHand
    let folder: FolderWriter
    let name: FileName
    let path: MirrorPath
  }

  func place(_ step: MirrorStep) throws(Errno) -> Place {
    try place(step.path, on: step.side)
  }

  func place(_ path: MirrorPath, on side: Side) throws(Errno) -> Place {
    guard let name = path.names.last else { throw .invalidArgument }
    let hand = try crew.hand(side)
    return Place(hand: hand, folder: try hand.folder(path.parent), name: name, path: path)
  }

  func sighting(_ place: Place) throws(Errno) -> Sighting? {
    let found = try Sighting.of(place.name, in: place.folder, crew.setIDs)
    guard let mode = place.hand.openedMode(place.path) else { return found }
    return found?.beforeOpening(mode, crew.setIDs)
  }

  func examine(_ name: FileName, _ place: Place, as node: MirrorNode) throws -> Finding {
    try contents.examine(name, in: place.folder, as: node, crew.book, crew.setIDs)
  }

  // MARK: - Make

  /// Looks, and makes what the step brings.
  func stage(_ step: MirrorStep, _ durability: FileWriter.Durability) throws -> StagedStep {
    var made: StagedEntry?
    var folderTime: Timestamp?
    let outcome = try settling {
      let place = try place(step)
      folderTime = try place.folder.folder.status().modified
      switch step.action {
      case .create(let node, _):
        if try sighting(place) != nil { return try met(node, place, else: .appearedMeanwhile) }
        made = try make(node, place, durability)
      case .replace(let node, _):
        guard try isAsPlanned(step, place) else {
          return try met(node, place, else: .changedMeanwhile)
        }
        made = try make(node, place, durability)
      case .setMetadata(let metadata):
        return try adjust(step, metadata, place) { made = try make($0, place, durability) }
      case .move, .remove: return .failed(.system(.invalidArgument))
      }
      return .done([])
    }
    guard let made else { return StagedStep(step: step, state: .settled(outcome)) }
    return staged(step, made, folderTime)
  }

  /// Made, for a step that says nothing of its folder if it only sets metadata.
  func staged(_ step: MirrorStep, _ made: StagedEntry, _ folderTime: Timestamp?) -> StagedStep {
    var staged = StagedStep(step: step, state: .made(made))
    if case .setMetadata = step.action { staged.folderTime = folderTime }
    crew.waiting.access { $0[made.aside] = staged }
    return staged
  }

  private func isAsPlanned(_ step: MirrorStep, _ place: Place) throws(Errno) -> Bool {
    guard let before = step.before else { return false }
    return try sighting(place)?.looksLike(before) ?? false
  }

  /// Something else is there than was planned; if it is what was to come, all is well.
  private func met(
    _ node: MirrorNode, _ place: Place, else problem: MirrorFailure.Problem
  ) throws -> StepOutcome {
    if case .asPlanned = try examine(place.name, place, as: node) { return .done([]) }
    return .failed(problem)
  }

  /// Makes an entry beside the place.
  func make(
    _ node: MirrorNode, _ place: Place, _ durability: FileWriter.Durability
  ) throws -> StagedEntry {
    let aside = try place.folder.asideName()
    try place.hand.ask(.make, place.path)
    let failures = try make(node, aside, place, durability)
    guard let found = try Sighting.of(aside, in: place.folder, crew.setIDs) else {
      throw Errno.staleNFSFileHandle
    }
    return StagedEntry(
      aside: aside, made: node.with(found.metadata),
      shortfall: crew.shortfall(failures, on: place.hand.side))
  }

  private func make(
    _ node: MirrorNode, _ aside: FileName, _ place: Place, _ durability: FileWriter.Durability
  ) throws -> [AttributeFailure] {
    let attributes = crew.attributes(node.metadata, on: place.hand.side)
    switch node.content {
    case .file(let content, let size):
      let file = try place.folder.createFile(aside, size: size)
      try write(content, to: file)
      if durability == .atOnce { try place.hand.ask(.sync, place.path) }
      return try file.finish(attributes, existing: .keep, durability: durability)
    case .symlink(let target, _):
      return try place.folder.createSymlink(aside, target: target, attributes, existing: .keep)
    case .special(let kind, let device):
      return try place.folder.createSpecial(
        aside, kind: kind, device: device, attributes, existing: .keep)
    case .folder: return try place.folder.makeFolder(aside).setAttributes(attributes)
    case .sealed, .unknown: throw Errno.invalidArgument
    }
  }

  private func write(_ content: ContentID, to file: FileWriter) throws {
    switch try crew.book.bytes(of: content) {
    case .node(let node):
      try contents.write(node, to: file) { count in
        crew.counters.add(bytes: UInt64(count))
        try crew.cancellation.check()
      }
    case .text(let bytes):
      try bytes.withUnsafeBytes { try file.write($0, at: 0) }
      crew.counters.add(bytes: UInt64(bytes.count))
    }
  }

  /// New metadata for a leaf. One that others could have prepared, or that has other names which
  /// would change with it, is made anew.
  private func adjust(
    _ step: MirrorStep, _ metadata: MirrorMetadata, _ place: Place,
    anew: (MirrorNode) throws -> Void
  ) throws -> StepOutcome {
    guard let before = step.before, let found = try sighting(place) else {
      return .failed(.changedMeanwhile)
    }
    if found.looksLike(before.with(metadata)) { return .done([]) }
    guard found.looksLike(before) else { return .failed(.changedMeanwhile) }
    try place.hand.ask(.setMetadata, place.path)
    let wanted = crew.attributes(
      metadata, on: step.side, over: found.status.permissions)
    switch try place.folder.adjust(place.name, found.status, wanted, writers: .known) {
    case .none: break
    case .made(let failures): return crew.shortfall(failures, on: step.side).outcome
    case .refused: try anew(before.with(metadata))
    }
    return .done([])
  }
}
