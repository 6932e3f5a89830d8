import Format
package import Sealing
package import Storage

/// The key slots of a repository: what can be read of them without a secret, and so what anybody
/// who may write to the storage can make them say.
package struct KeySlots: Sendable {
  /// A file that decodes.
  private struct Copy: Sendable {
    let name: KeySlotID
    let slot: KeySlot
  }

  private let copies: [Copy]
  /// Every name that is taken, whether its copies decode or not.
  private let names: Set<KeySlotID>
  /// Copies that are there but do not decode.
  package let damage: [RepositoryError]
  let location: String

  package static func read(_ storage: any Storage) throws(RepositoryError) -> KeySlots {
    let files: [StoredFile]
    do throws(StorageError) {
      files = try storage.list("keys")
    } catch {
      throw RepositoryError(error)
    }
    var copies: [Copy] = []
    var damage: [RepositoryError] = []
    let names = files.compactMap { file -> (KeySlotID, RepositoryPath)? in
      guard case .keySlot(let id, let copy)? = RepositoryPath(name: file.name) else { return nil }
      return (id, .keySlot(id: id, copy: copy))
    }
    for (name, path) in names.prefix(Limits.maxKeySlots * 2) {
      do throws(RepositoryError) {
        guard let slot = try read(storage, path) else { continue }
        copies.append(Copy(name: name, slot: slot))
      } catch {
        damage.append(error)
      }
    }
    return KeySlots(
      copies: copies, names: Set(names.map(\.0)), damage: damage, location: storage.location)
  }

  private static func read(
    _ storage: any Storage, _ path: RepositoryPath
  ) throws(RepositoryError) -> KeySlot? {
    guard let bytes = try storage.readIfPresent(path) else { return nil }
    do throws(FormatError) {
      return try KeySlot(decoding: bytes)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}

extension KeySlots {
  /// One of each slot, by label, then by age.
  package var slots: [KeySlot] {
    var seen: Set<[UInt8]> = []
    return copies.map(\.slot).filter { seen.insert($0.id).inserted }
      .sorted { ($0.label, $0.created, $0.shortID) < ($1.label, $1.created, $1.shortID) }
  }

  /// How many names are taken.
  var count: Int { names.count }

  /// Whether both copies of the slot are there, in order and the same.
  package func isWhole(_ slot: KeySlot) -> Bool {
    copies.count { $0.name.bytes == slot.id && $0.slot == slot } == 2
  }

  /// The slots to try; a second copy only where it differs from the first.
  ///
  /// The preferred one comes first, unless it asks for much memory, and then the cheaper ones:
  /// anybody who may write to the storage can plant slots that take minutes and gigabytes.
  func candidates(for purpose: KeySlot.Purpose, preferred: KeySlotID?) -> [KeySlot] {
    var candidates: [KeySlot] = []
    for slot in copies.map(\.slot) where slot.purpose == purpose && !candidates.contains(slot) {
      candidates.append(slot)
    }
    func work(_ slot: KeySlot) -> Int {
      let isPreferred = slot.id == preferred?.bytes && !slot.cost.isUnusual
      return isPreferred ? 0 : slot.cost.memoryBytes * slot.cost.parallelism
    }
    return candidates.sorted { work($0) < work($1) }
  }

  func wrongSecret(_ purpose: KeySlot.Purpose, at location: String) -> RepositoryError {
    guard !copies.isEmpty else {
      // Written by a newer martlet, not permitted or out of reach: that is the reason, not damage.
      return damage.first { $0.code != .damaged }
        ?? .damaged("none of its key slots can be read", at: "\(location)/keys")
    }
    let names = slots.map { "\"\($0.label)\" (\(Day(seconds: $0.created)))" }
    let keys = names.count == 1 ? "1 key" : "\(names.count) keys"
    let hasWords = slots.contains { $0.purpose == .recoveryWords }
    let way =
      purpose == .recoveryWords
      ? "; compare the words with your sheet"
      : hasWords
        ? "; the 24 recovery words open it too: --recovery-file FILE" : ""
    return RepositoryError(
      .wrongPassword, purpose == .password ? "wrong password" : "wrong recovery words",
      at: location, advice: "it has \(keys): \(names.joined(separator: ", "))\(way)")
  }
}
