package import Format
import GRDB

extension StateDatabase {
  private static let keySlotFact = "key slot"

  /// The key slot that opened the repository last: the one to try first, since every try costs a
  /// key derivation.
  package func rememberedKeySlot() -> KeySlotID? {
    attempt { database in
      let sql = "SELECT value FROM facts WHERE name = ?"
      return try Blob.fetchOne(database, sql: sql, arguments: [Self.keySlotFact])
    }.flatMap { $0.flatMap { KeySlotID($0.bytes) } }
  }

  package func rememberKeySlot(_ slot: KeySlotID) {
    guard rememberedKeySlot() != slot else { return }
    attempt { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)",
        arguments: [Self.keySlotFact, Blob(slot.bytes)])
    }
  }
}
