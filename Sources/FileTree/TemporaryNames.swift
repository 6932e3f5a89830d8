package import Format
import Synchronization
import SystemPackage

/// Names for entries that are not finished, ".martlet-<16 digits of the run>-<count>.tmp", and for
/// complete ones beside their place, the same with ".aside".
package final class TemporaryNames: Sendable {
  private static let start = ".martlet-"
  private static let end = ".tmp"
  private static let asideEnd = ".aside"
  private static let runDigits = 16

  private let prefix: String
  private let count = Atomic<Int>(0)

  /// `run` is random, so that two runs into one folder do not meet.
  init(run: UInt64) {
    let digits = String(run, radix: 16)
    prefix = Self.start + String(repeating: "0", count: Self.runDigits - digits.count) + digits
  }

  /// A name not given out before in this run.
  func next() throws(Errno) -> FileName { try next(Self.end) }

  func nextAside() throws(Errno) -> FileName { try next(Self.asideEnd) }

  private func next(_ end: String) throws(Errno) -> FileName {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    guard let name = FileName("\(prefix)-\(number)\(end)".utf8) else {
      throw .fileNameTooLong
    }
    return name
  }

  /// Whether a run, this one or another, may have given the name to an unfinished entry.
  package static func mayBe(_ name: FileName) -> Bool { mayBe(name, end) }

  /// Whether a mirror run may have given the name to an entry that is complete: a new one on its
  /// way to its place, or one of somebody's on its way from there. So it is not known for rubbish.
  package static func mayBeAside(_ name: FileName) -> Bool { mayBe(name, asideEnd) }

  private static func mayBe(_ name: FileName, _ end: String) -> Bool {
    let bytes = name.bytes
    guard bytes.starts(with: start.utf8), bytes.suffix(end.utf8.count).elementsEqual(end.utf8)
    else { return false }
    let middle = bytes.dropFirst(start.utf8.count).dropLast(end.utf8.count)
    let (run, number) = (middle.prefix(runDigits), middle.dropFirst(runDigits))
    return run.count == runDigits && run.allSatisfy(isHexDigit)
      && number.first == UInt8(ascii: "-") && number.count > 1
      && number.dropFirst().allSatisfy { isDigit($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
