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
        guard error.isFinding else { throw error }
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
    var found: [KeySlotID: Set<Int>] = [:]
    for file in try repository.files.list("keys") {
      guard case .keySlot(let id, let copy)? = RepositoryPath(name: file.name) else { continue }
      found[id, default: []].insert(copy)
    }
    for (id, copies) in found.sorted(by: { $0.key < $1.key }) {
      if copies == [0] {
        try checkOnlyCopy(of: id, &report)
      } else {
        try checkCopies(of: id, &report)
      }
    }
  }

  /// A stop while a slot is added or removed leaves its first copy alone [3.2-d].
  private func checkOnlyCopy(
    of id: KeySlotID, _ report: inout CheckReport
  ) throws(RepositoryError) {
    do throws(RepositoryError) {
      _ = try read(.keySlot(id: id, copy: 0), id)
      report.note(
        "the second copy of this key slot is missing, because adding or removing it was "
          + "interrupted or because it was lost; the first one serves",
        at: RepositoryPath.keySlot(id: id, copy: 1).name)
    } catch {
      guard error.isFinding else { throw error }
      report.add(error)
    }
  }

  private func checkCopies(
    of id: KeySlotID, _ report: inout CheckReport
  ) throws(RepositoryError) {
    var copies: [KeySlot] = []
    for copy in 0...1 {
      do throws(RepositoryError) {
        copies.append(try read(.keySlot(id: id, copy: copy), id))
      } catch {
        guard error.isFinding else { throw error }
        report.add(error)
      }
    }
    guard copies.count == 2, copies[0] != copies[1] else { return }
    let name = RepositoryPath.keySlot(id: id, copy: 0).name
    report.add(.damaged("the two copies of this key slot differ", at: name))
  }

  private func read(
    _ path: RepositoryPath, _ id: KeySlotID
  ) throws(RepositoryError) -> KeySlot {
    guard let bytes = try repository.storage.readIfPresent(path) else {
      throw .damaged("this copy of a key slot is missing; the other one serves", at: path.name)
    }
    do throws(FormatError) {
      let slot = try KeySlot(decoding: bytes)
      guard slot.id == id.bytes else {
        throw FormatError(field: "slot ID", offset: 16, problem: "not that of its name")
      }
      return slot
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}
