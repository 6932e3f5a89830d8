package import Format
import GRDB

extension StateDatabase {
  private static let keySlotFact = "key slot"
  private static func costFact(_ slot: KeySlotID) -> String { "agreed cost of \(slot)" }

  /// The key slot that opened the repository last: the one to try first, since every try costs a
  /// key derivation.
  package func rememberedKeySlot() -> KeySlotID? {
    attempt { database in
      let sql = "SELECT value FROM facts WHERE name = ?"
      return try Blob.fetchOne(database, sql: sql, arguments: [Self.keySlotFact])
    }.flatMap { $0.flatMap { KeySlotID($0.bytes) } }
  }

  /// Whether somebody has agreed to what it costs to try this key slot; `cost` is any bytes that
  /// say it.
  package func hasAgreed(to cost: [UInt8], of slot: KeySlotID) -> Bool {
    attempt { database in
      let sql = "SELECT value FROM facts WHERE name = ?"
      return try Blob.fetchOne(database, sql: sql, arguments: [Self.costFact(slot)])
    }.flatMap { $0 }?.bytes == cost
  }

  package func noteAgreement(to cost: [UInt8], of slot: KeySlotID) {
    guard !hasAgreed(to: cost, of: slot) else { return }
    attempt { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)",
        arguments: [Self.costFact(slot), Blob(cost)])
    }
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
