import Format
import Synchronization
import SystemPackage

/// Names for entries that are not finished: ".martlet-<16 digits of the run>-<count>.tmp".
final class TemporaryNames: Sendable {
  private let prefix: String
  private let count = Atomic<Int>(0)

  /// `run` is random, so that two runs into one folder do not meet.
  init(run: UInt64) {
    let digits = String(run, radix: 16)
    prefix = ".martlet-" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A name not given out before in this run.
  func next() throws(Errno) -> FileName {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    guard let name = FileName("\(prefix)-\(number).tmp".utf8) else { throw .fileNameTooLong }
    return name
  }
}
