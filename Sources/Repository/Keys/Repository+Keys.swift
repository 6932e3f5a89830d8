import Format
package import Sealing
import Storage

extension Repository {
  /// Adds a key slot, which is durable on return.
  ///
  /// Throws `failed` if the label is taken or there are as many slots as there may be.
  package func addKey(_ key: NewKey) throws(RepositoryError) -> KeySlot {
    try checkPermitsWriting()
    try KeySlots.read(storage).checkRoom(for: key.label)
    return try create(key)
  }

  /// Replaces a slot by a new one, which is durable before the old one goes: a stop leaves both.
  package func replaceKey(_ old: KeySlot, by key: NewKey) throws(RepositoryError) -> KeySlot {
    try checkPermitsWriting()
    let new = try create(key)
    try removeKey(old)
    return new
  }

  /// Removes a slot. Whoever has a copy of it can still open that with its secret.
  ///
  /// Throws `refused` unless another slot stays. Of two removals at once that would leave none, one
  /// at most succeeds: each takes a copy of its own away before it looks whether the other's slot
  /// is whole, and puts it back if not.
  package func removeKey(_ slot: KeySlot) throws(RepositoryError) {
    try checkPermitsWriting()
    let files = try keySlotFiles()
    try KeySlots.read(storage).checkMayGo(slot)
    try files.remove(1, of: slot)
    do throws(RepositoryError) {
      try KeySlots.read(storage).checkMayGo(slot)
    } catch {
      try files.create(1, of: slot)
      throw error
    }
    try files.remove(0, of: slot)
  }

  private func create(_ key: NewKey) throws(RepositoryError) -> KeySlot {
    let slot = try key.slot(for: keyring, surroundings)
    let files = try keySlotFiles()
    try files.create(slot)
    // Others may have been faster, and a reader looks at the first ones alone.
    let slots = try KeySlots.read(storage)
    guard slots.count <= Limits.maxKeySlots else {
      try files.remove(slot)
      throw slots.tooMany
    }
    return slot
  }

  private func keySlotFiles() throws(RepositoryError) -> KeySlotFiles {
    KeySlotFiles(storage: storage, temporaries: TemporaryNames(try newSessionID()))
  }

  /// Throws `unsupportedFormat` where a newer martlet has left something that a writer must know
  /// [3.7-a].
  func checkPermitsWriting() throws(RepositoryError) {
    guard config.header.permitsWriting else {
      throw RepositoryError(
        .unsupportedFormat, "only a newer martlet may write to it", at: storage.location,
        advice: "use a newer martlet with this repository; reading it works")
    }
  }
}
