import FoundationEssentials
import GRDB

/// Bytes as a column of the database holds them.
///
/// GRDB knows bytes only as Foundation's `Data`; this is the one place where that shows.
struct Blob: DatabaseValueConvertible, StatementColumnConvertible {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(sqliteStatement: SQLiteStatement, index: CInt) {
    bytes = [UInt8](Data(sqliteStatement: sqliteStatement, index: index))
  }

  var databaseValue: DatabaseValue { Data(bytes).databaseValue }

  static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
    Data.fromDatabaseValue(value).map { Blob([UInt8]($0)) }
  }
}
