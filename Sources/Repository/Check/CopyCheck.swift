import Format
import Sealing
package import Storage

/// The files that stand in two copies, config and key slots: one good copy is enough to go on, but
/// then it is the last one.
///
/// Needs no key; with one, a look into the sealed part of the config is part of it.
package struct CopyCheck {
  private let storage: any Storage
  /// `nil` for whoever has no key.
  private let opened: Repository?

  package init(_ storage: any Storage) {
    self.storage = storage
    opened = nil
  }

  package init(_ repository: Repository) {
    storage = repository.storage
    opened = repository
  }

  /// What is wrong with one copy or another.
  package func findings() throws(RepositoryError) -> [CheckReport.Finding] {
    var report = CheckReport()
    for copy in 0...1 {
      try note(&report) { () throws(RepositoryError) in try checkConfig(.config(copy: copy)) }
    }
    try checkSlots(&report)
    return report.findings
  }

  private func list(_ folder: String) throws(RepositoryError) -> [StoredFile] {
    do throws(StorageError) {
      return try storage.list(folder)
    } catch {
      throw RepositoryError(error)
    }
  }

  private func note(
    _ report: inout CheckReport, _ body: () throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    do throws(RepositoryError) {
      try body()
    } catch {
      guard error.isFinding else { throw error }
      report.add(error)
    }
  }

  private func checkConfig(_ path: RepositoryPath) throws(RepositoryError) {
    guard let copy = try ConfigCopy.read(storage, path) else {
      throw .damaged("this copy of the config is missing; the other one serves", at: path.name)
    }
    if let opened {
      guard copy.header == opened.config.header,
        try copy.open(with: opened.keyring) == opened.config
      else { throw differs(path) }
    } else if path == .config(copy: 1), let first = try storage.readIfPresent(.config(copy: 0)),
      try storage.readIfPresent(path) != first
    {
      throw differs(path)
    }
  }

  private func differs(_ path: RepositoryPath) -> RepositoryError {
    .damaged("this copy of the config differs from the other", at: path.name)
  }

  private func checkSlots(_ report: inout CheckReport) throws(RepositoryError) {
    var found: [KeySlotID: Set<Int>] = [:]
    for file in try list("keys") {
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
    var isGood = false
    try note(&report) { () throws(RepositoryError) in
      _ = try read(.keySlot(id: id, copy: 0), id)
      isGood = true
    }
    if isGood {
      report.note(
        "the second copy of this key slot is missing, because adding or removing it was "
          + "interrupted or because it was lost; the first one serves",
        at: RepositoryPath.keySlot(id: id, copy: 1).name)
    }
  }

  private func checkCopies(
    of id: KeySlotID, _ report: inout CheckReport
  ) throws(RepositoryError) {
    var copies: [KeySlot] = []
    for copy in 0...1 {
      try note(&report) { () throws(RepositoryError) in
        copies.append(try read(.keySlot(id: id, copy: copy), id))
      }
    }
    guard copies.count == 2, copies[0] != copies[1] else { return }
    let name = RepositoryPath.keySlot(id: id, copy: 0).name
    report.add(.damaged("the two copies of this key slot differ", at: name))
  }

  private func read(
    _ path: RepositoryPath, _ id: KeySlotID
  ) throws(RepositoryError) -> KeySlot {
    guard let bytes = try storage.readIfPresent(path) else {
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
