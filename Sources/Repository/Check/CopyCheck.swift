import Format
import Sealing
import Storage

/// The files that stand in two copies, config and key slots: one good copy is enough to go on, but
/// then it is the last one.
struct CopyCheck {
  private let repository: Repository

  init(_ repository: Repository) {
    self.repository = repository
  }

  func run(_ report: inout CheckReport) throws(RepositoryError) {
    for copy in 0...1 {
      do throws(RepositoryError) {
        try checkConfig(.config(copy: copy))
      } catch {
        guard error.code == .damaged || error.code == .unsupportedFormat else { throw error }
        report.add(error)
      }
    }
    try checkSlots(&report)
  }

  private func checkConfig(_ path: RepositoryPath) throws(RepositoryError) {
    guard let copy = try ConfigCopy.read(repository.storage, path) else {
      throw .damaged("this copy of the config is missing; the other one serves", at: path.name)
    }
    guard copy.header == repository.config.header,
      try copy.open(with: repository.keyring) == repository.config
    else { throw .damaged("this copy of the config differs from the other", at: path.name) }
  }

  private func checkSlots(_ report: inout CheckReport) throws(RepositoryError) {
    let slots = try KeySlots.read(repository.storage)
    for error in slots.damage { report.add(error) }
    var names: Set<String> = []
    for file in try repository.files.list("keys") { names.insert(file.name) }
    var seen: Set<KeySlotID> = []
    for name in names {
      guard case .keySlot(let id, _)? = RepositoryPath(name: name), seen.insert(id).inserted else {
        continue
      }
      try checkCopies(of: id, names, &report)
    }
  }

  private func checkCopies(
    of id: KeySlotID, _ names: Set<String>, _ report: inout CheckReport
  ) throws(RepositoryError) {
    let paths = [RepositoryPath.keySlot(id: id, copy: 0), .keySlot(id: id, copy: 1)]
    let missing = paths.filter { !names.contains($0.name) }
    for path in missing {
      report.add(
        .damaged("this copy of a key slot is missing; the other one serves", at: path.name))
    }
    guard missing.isEmpty, let first = try repository.storage.readIfPresent(paths[0]),
      let second = try repository.storage.readIfPresent(paths[1]), first != second
    else { return }
    report.add(.damaged("the two copies of this key slot differ", at: paths[0].name))
  }
}
