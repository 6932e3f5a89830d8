import FileTree
import Format
import Repository
import SystemPackage

/// Entries whose contents are not read from the repository, or only in part.
extension RestoreWorker {
  func perform(_ work: EntryWork) throws -> RestoredOutcome {
    let entry = work.entry
    switch work.action {
    case .make: return try make(entry)
    case .adjust(let there): return try adjust(entry, there)
    case .compare(let there, let difference): return try compare(entry, there, difference)
    case .link(let place): return try link(entry, to: place)
    case .share(let place): return try share(entry, place)
    case .revise(let there): return try revise(entry, there)
    }
  }

  private func make(_ entry: RestoredEntry) throws(Errno) -> RestoredOutcome {
    let node = entry.node
    let folder = try entry.folder.open()
    let wanted = attributes.attributes(of: node)
    let existing = entry.existing
    let failures: [AttributeFailure]
    switch node.content {
    case .file:
      return try folder.createFile(node.name, size: 0).finished(entry, attributes)
    case .symlink(let target):
      failures = try folder.createSymlink(node.name, target: target, wanted, existing: existing)
    case .fifo, .socket:
      failures = try folder.createSpecial(
        node.name, kind: node.kind, device: 0, wanted, existing: existing)
    case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
      failures = try folder.createSpecial(
        node.name, kind: node.kind, device: UInt64(major) << 32 | UInt64(minor), wanted,
        existing: existing)
    case .folder: throw .isDirectory
    }
    return .made(failures, try place(of: entry))
  }

  /// Where an entry is that others may wait for.
  private func place(of entry: RestoredEntry) throws(Errno) -> RestoredPlace? {
    guard entry.mayLead else { return nil }
    return place(of: entry, try entry.folder.open().folder.status(of: entry.node.name))
  }

  private func place(of entry: RestoredEntry, _ status: FileStatus) -> RestoredPlace? {
    guard entry.mayLead else { return nil }
    return RestoredPlace(
      folder: entry.folder, name: entry.node.name, identity: EntryIdentity(status))
  }

  private func adjust(
    _ entry: RestoredEntry, _ there: FileStatus
  ) throws(Errno) -> RestoredOutcome {
    let folder = try entry.folder.open()
    let wanted = attributes.attributes(of: entry.node)
    if request.effect == .planned {
      return try folder.hasAttributes(entry.node.name, there, wanted)
        ? .same(nil) : .adjusted([], nil)
    }
    switch try folder.adjust(entry.node.name, there, wanted) {
    case .none: return .same(place(of: entry, there))
    case .made(let failures): return .adjusted(failures, place(of: entry, there))
    case .refused: return .mustBeRead
    }
  }

  private func compare(
    _ entry: RestoredEntry, _ there: FileStatus, _ difference: RestoreDecision.Difference
  ) throws -> RestoredOutcome {
    let folder = try entry.folder.open().folder
    let isEqual: Bool
    switch entry.node.content {
    case .symlink(let target): isEqual = try folder.readLink(entry.node.name) == target
    case .file:
      do {
        isEqual = try comparison.isEqual(entry.node, there, in: folder)
      } catch let error as Errno where error == .permissionDenied {
        // What its owner may not read can be replaced all the same.
        isEqual = false
      }
    default: isEqual = false
    }
    if isEqual { return try adjust(entry, there) }
    switch difference {
    case .isKept: return .kept(.newer)
    case .isReplaced: return .mustBeRead
    }
  }

  /// Another name for an inode that is there.
  private func link(
    _ entry: RestoredEntry, to place: RestoredPlace
  ) throws(Errno) -> RestoredOutcome {
    let folder = try entry.folder.open()
    let name = entry.node.name
    if let there = try? folder.folder.status(of: name), EntryIdentity(there) == place.identity {
      return .same(place)
    }
    do throws(Errno) {
      try folder.createHardLink(
        name, to: place.name, in: try place.folder.open(), holding: place.identity,
        existing: entry.existing)
      return .made([], nil)
    } catch {
      switch error {
      case .tooManyLinks, .notPermitted, .permissionDenied, .improperLink, .notSupported,
        .noFunction, .staleNFSFileHandle, .noSuchFileOrDirectory:
        return .cannotLink
      default: throw error
      }
    }
  }

  /// The contents of another file, without copying them.
  private func share(
    _ entry: RestoredEntry, _ place: RestoredPlace
  ) throws -> RestoredOutcome {
    let folder = try entry.folder.open()
    do throws(Errno) {
      let other = try place.folder.open().folder.openFile(place.name)
      guard EntryIdentity(other.statusWhenOpened) == place.identity,
        other.statusWhenOpened.size == entry.node.size
      else { return .mustBeRead }
      let file = try folder.createFile(entry.node.name, size: entry.node.size)
      do throws(Errno) {
        try file.share(other)
      } catch {
        return error == .noSpace ? .mustBeRead : .cannotShare
      }
      return try file.finished(entry, attributes)
    } catch {
      guard error == .noSuchFileOrDirectory || error == .staleNFSFileHandle else { throw error }
      return .mustBeRead
    }
  }
}
