import FileTree
import Format
import Glibc
import Pipelines
import Repository
import SystemPackage

/// Keeps account of a restore: what became of every entry, and which folders have nothing left to
/// be done and get their attributes. Used by the conducting thread alone.
final class RestoreLedger {
  var report = RestoreReport()
  private let request: RestoreRequest
  private let attributes: RestoredAttributes
  private let told: (RestoreStep) -> Void
  private let user: SuperuserState
  private let cancellation: Cancellation
  /// What is never deleted: the repository, the program's own folders, other targets.
  var protected: Set<BackupRequest.LeftOut>
  private var folders: [Int: RestoredFolder] = [:]
  private var folderCount = 0

  init(
    _ request: RestoreRequest, _ attributes: RestoredAttributes, _ cancellation: Cancellation,
    told: @escaping (RestoreStep) -> Void
  ) {
    self.cancellation = cancellation
    protected = request.protected
    self.request = request
    self.attributes = attributes
    self.told = told
    user = geteuid() == 0 ? .superuser : .ordinary
  }

  func tell(_ kind: RestoreStep.Kind, _ path: [UInt8]) {
    told(RestoreStep(kind: kind, path: path))
  }
}

// MARK: folders

extension RestoreLedger {
  /// A folder whose entries will be dealt out.
  func begin(
    _ node: Node?, in parent: RestoredFolder?, label: [UInt8], place: RestoredFolder.Place,
    finish: RestoredFolder.Finish, scope: RestoreScope, choice: RestoreSelection.Choice
  ) -> RestoredFolder {
    folderCount += 1
    let folder = RestoredFolder(
      number: folderCount, parent: parent, node: node, label: label, place: place,
      finish: finish, scope: scope, choice: choice)
    folders[folder.number] = folder
    parent?.unfinished += 1
    return folder
  }

  /// The walk has passed the folder's last entry.
  func leave(_ folder: RestoredFolder) { finishOne(folder) }

  func fail(_ folder: RestoredFolder, _ error: any Error) {
    folder.hasFailure = true
    fail(folder.path, Self.reason(error))
  }

  private func finishOne(_ folder: RestoredFolder) {
    var current: RestoredFolder? = folder
    while let folder = current {
      folder.unfinished -= 1
      guard folder.unfinished == 0 else { return }
      finish(folder)
      folders[folder.number] = nil
      if folder.hasFailure { folder.parent?.hasFailure = true }
      current = folder.parent
    }
  }

  /// Deletes what is too much, and gives the folder what it is to have: last, because each change
  /// in a folder moves its time.
  private func finish(_ folder: RestoredFolder) {
    delete(folder)
    guard request.effect != .planned, let target = folder.target else { return }
    do throws(Errno) {
      let writer = try target.open()
      switch folder.finish {
      case .attributes(let node):
        note(writer.setAttributes(attributes.attributes(of: node))) { folder.path }
      case .nothing:
        if let permissions = folder.formerPermissions { try writer.setPermissions(permissions) }
      }
    } catch {
      fail(folder, error)
    }
  }

  /// Nothing is deleted from a folder that is not restored as a whole.
  private func delete(_ folder: RestoredFolder) {
    guard !folder.surplus.isEmpty else { return }
    for name in folder.surplus {
      let path = folder.path(of: name)
      guard !folder.hasFailure else {
        report.notDeleted.append(
          .init(path: path, reason: "its folder was not restored as a whole"))
        continue
      }
      delete(name, path, of: folder)
    }
  }

  private func delete(_ name: FileName, _ path: [UInt8], of folder: RestoredFolder) {
    do throws(Errno) {
      guard try remove(name, of: folder) else {
        report.notDeleted.append(.init(path: path, reason: "what is to stay is in it"))
        return
      }
      report.deleted += 1
      tell(.delete, path)
    } catch {
      let isMounted = error == .improperLink || error == .resourceBusy
      report.notDeleted.append(
        .init(path: path, reason: isMounted ? "something is mounted there" : error.clause))
    }
  }

  /// Removes what is in the way or too much; `false` if a part of it stays.
  func remove(_ name: FileName, of folder: RestoredFolder) throws(Errno) -> Bool {
    guard request.effect != .planned, let target = folder.target else { return true }
    return try target.open().removeTree(name) {
      [protected, cancellation] (names, status) throws(Errno) in
      if cancellation.isCancelled { throw .canceled }
      guard !protected.contains(status.identity) else { return .isSpared }
      let choice = folder.scope.choice(
        folder.relativePath(of: names), status.kind, in: .wanted)
      return choice == .wanted ? .isRemoved : .isSpared
    }
  }
}

// MARK: entries

extension RestoreLedger {
  /// An entry was dealt out; what became of it will be settled.
  func deal(_ entry: RestoredEntry) { folders[entry.folderNumber]?.unfinished += 1 }

  /// An entry that would be made in a folder that is not there yet.
  func plan(_ node: Node, in folder: RestoredFolder) {
    count(node)
    tell(.make, folder.path(of: node.name))
  }

  /// What became of an entry, or would.
  func settle(_ entry: RestoredEntry, _ outcome: RestoredOutcome) {
    guard let folder = folders[entry.folderNumber] else { return }
    let path = { folder.path(of: entry.node.name) }
    switch outcome {
    case .made(let failures, _):
      count(entry.node)
      note(failures, path)
      tell(.make, path())
    case .adjusted(let failures, _):
      report.unchanged += 1
      report.adjusted += 1
      note(failures, path)
      tell(.adjust, path())
    case .same:
      report.unchanged += 1
    case .kept(let reason): keep(path(), reason)
    case .failed(let reason, let isDamage):
      folder.hasFailure = true
      fail(path(), (reason, isDamage))
    case .mustBeRead, .cannotShare, .cannotLink: break
    }
    finishOne(folder)
  }

  func keep(_ path: [UInt8], _ reason: RestoreReport.Kept.Reason) {
    report.kept.append(.init(path: path, reason: reason))
    tell(.keep, path)
  }

  /// A folder that is the program's own: nothing in it is touched.
  func failProtected(_ path: [UInt8]) {
    fail(path, ("it belongs to a repository or to martlet itself", false))
  }

  func fail(_ path: [UInt8], _ error: (reason: String, isDamage: Bool)) {
    report.failed.append(.init(path: path, reason: error.reason))
    if error.isDamage { report.damaged += 1 }
  }

  func note(_ failures: [AttributeFailure], _ path: () -> [UInt8]) {
    if !failures.isEmpty { report.losses.add(failures, bySuperuser: user, path: path) }
  }

  private func count(_ node: Node) {
    switch node.kind {
    case .file:
      report.files += 1
      report.bytes += node.size
    case .symlink: report.symlinks += 1
    case .folder: break
    case .fifo, .socket, .blockDevice, .characterDevice: report.others += 1
    }
  }

  static func reason(_ error: any Error) -> (reason: String, isDamage: Bool) {
    switch error {
    case let error as RepositoryError:
      ("\(error.problem) (\(error.location))", error.code == .damaged)
    case let error as Errno: (error.clause, false)
    default: ("\(error)", false)
    }
  }
}
