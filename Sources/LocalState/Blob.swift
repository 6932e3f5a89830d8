import FoundationEssentials
import GRDB

/// Bytes as a column of the database holds them.
///
/// GRDB knows bytes only as Foundation's `Data`; this is the one place where that shows.
struct Blob: DatabaseValueConvertible {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var databaseValue: DatabaseValue { Data(bytes).databaseValue }

  static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
    Data.fromDatabaseValue(value).map { Blob([UInt8]($0)) }
  }
}

extension Row {
  /// The bytes of a column, copied once; none for NULL.
  func bytes(at index: Int) throws -> [UInt8] {
    try withUnsafeData(atIndex: index) { data in
      data?.withUnsafeBytes { [UInt8]($0) } ?? []
    }
  }
}
