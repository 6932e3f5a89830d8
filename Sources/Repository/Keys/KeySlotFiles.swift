import Format
import Sealing
import Storage

/// Writes and removes the two files of a key slot, in the order in which a stop leaves the first:
/// `ID.0` is created before `ID.1` and removed after it [3.2-d].
struct KeySlotFiles {
  let storage: any Storage
  let temporaries: TemporaryNames

  /// Durable on return.
  func create(_ slot: KeySlot) throws(RepositoryError) {
    for copy in 0...1 { try create(copy, of: slot) }
  }

  func create(_ copy: Int, of slot: KeySlot) throws(RepositoryError) {
    guard let path = Self.path(of: slot, copy) else { return }
    do throws(StorageError) {
      _ = try storage.create(path.name, slot.encoded, via: temporaries.next().name)
    } catch {
      throw RepositoryError(error)
    }
  }

  func remove(_ slot: KeySlot) throws(RepositoryError) {
    for copy in [1, 0] { try remove(copy, of: slot) }
  }

  func remove(_ copy: Int, of slot: KeySlot) throws(RepositoryError) {
    guard let path = Self.path(of: slot, copy) else { return }
    do throws(StorageError) {
      try storage.remove(path.name)
    } catch {
      throw RepositoryError(error)
    }
  }

  static func path(of slot: KeySlot, _ copy: Int) -> RepositoryPath? {
    KeySlotID(slot.id).map { .keySlot(id: $0, copy: copy) }
  }
}
