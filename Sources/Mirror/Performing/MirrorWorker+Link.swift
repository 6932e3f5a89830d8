import FileTree
import Format
import SystemPackage

extension MirrorWorker {
  /// The same as `stage`, by a further name for a file of the root that is what the step brings; in
  /// full where there is none.
  func stage(_ step: MirrorStep, asNameOf candidates: [MirrorPath]) throws -> StagedStep {
    guard let wanted = step.brought, let before = try expected(step) else {
      return try stage(step, .atOnce)
    }
    for path in candidates where before {
      var made: StagedEntry?
      var folderTime: Timestamp?
      _ = try settling {
        let place = try place(step)
        folderTime = try place.folder.folder.status().modified
        made = try link(wanted, to: try self.place(path, on: step.side), from: place)
        return .done([])
      }
      if let made { return staged(step, made, folderTime) }
    }
    return try stage(step, .atOnce)
  }

  /// Whether what is at the place is what the step expects; `nil` where that says `stage`.
  private func expected(_ step: MirrorStep) throws -> Bool? {
    var isExpected: Bool?
    _ = try settling {
      let found = try sighting(try place(step))
      let isThere = step.before.map { found?.looksLike($0) == true } ?? (found == nil)
      if isThere { isExpected = true }
      return .done([])
    }
    return isExpected
  }

  /// `nil` if the other name is none of that file, or no link can be made.
  private func link(
    _ wanted: MirrorNode, to leader: Place, from place: Place
  ) throws -> StagedEntry? {
    guard case .asPlanned(let file?) = try examine(leader.name, leader, as: wanted) else {
      return nil
    }
    let aside = try place.folder.asideName()
    try place.hand.ask(.make, place.path)
    do throws(Errno) {
      try place.folder.createHardLink(
        aside, to: leader.name, in: leader.folder,
        holding: EntryIdentity(file.statusWhenOpened), existing: .keep)
    } catch {
      return nil
    }
    return StagedEntry(aside: aside, made: wanted, shortfall: Shortfall())
  }
}

extension MirrorStep {
  /// The leaf that it brings, with the metadata that it has then; `nil` of other steps.
  var brought: MirrorNode? {
    switch action {
    case .create(let node, _), .replace(let node, _): node.isLeaf ? node : nil
    case .setMetadata(let metadata): before.flatMap { $0.isLeaf ? $0.with(metadata) : nil }
    case .move, .remove: nil
    }
  }

  /// Whether it brings a folder.
  var bringsFolder: Bool {
    switch action {
    case .create(let node, _), .replace(let node, _): node.isFolder
    case .move, .remove, .setMetadata: false
    }
  }
}
