import FileTree
import Format
import Glibc
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
  private var folders: [Int: RestoredFolder] = [:]
  private var folderCount = 0

  init(
    _ request: RestoreRequest, _ attributes: RestoredAttributes,
    told: @escaping (RestoreStep) -> Void
  ) {
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
    finish: RestoredFolder.Finish, choice: RestoreSelection.Choice
  ) -> RestoredFolder {
    folderCount += 1
    let folder = RestoredFolder(
      number: folderCount, parent: parent, node: node, label: label, place: place,
      finish: finish, choice: choice)
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
      case .nothing(let permissions?): try writer.setPermissions(permissions)
      case .nothing(nil): break
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
      if request.effect != .planned, let target = folder.target {
        report.deleted += try target.open().removeTree(name, unless: isProtected)
      } else {
        report.deleted += 1
      }
      tell(.delete, path)
    } catch {
      report.notDeleted.append(.init(path: path, reason: error.clause))
    }
  }

  /// The repository and the program's own folders.
  func isProtected(_ status: FileStatus) -> Bool {
    request.protected.contains(
      BackupRequest.LeftOut(device: status.device, inode: status.inode))
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
