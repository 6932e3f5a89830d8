import Synchronization

/// How far a check has come, for whoever shows progress.
package final class CheckCounters: Sendable {
  private let packsDoneCount = Atomic<Int>(0)
  private let packsTotalCount = Atomic<Int>(0)
  private let bytesDoneCount = Atomic<UInt64>(0)
  private let bytesTotalCount = Atomic<UInt64>(0)
  private let damagedPackCount = Atomic<Int>(0)

  package init() {}

  package var packsDone: Int { packsDoneCount.load(ordering: .relaxed) }
  /// 0 until it is known which packs are to be read.
  package var packsTotal: Int { packsTotalCount.load(ordering: .relaxed) }
  package var bytesDone: UInt64 { bytesDoneCount.load(ordering: .relaxed) }
  /// `nil` as long as it is not known, and where time decides how much is read.
  package var bytesTotal: UInt64? {
    let bytes = bytesTotalCount.load(ordering: .relaxed)
    return bytes == 0 ? nil : bytes
  }
  package var damagedPacks: Int { damagedPackCount.load(ordering: .relaxed) }

  /// `bytes` is `nil` where time decides.
  func begin(packs: Int, bytes: UInt64?) {
    packsDoneCount.store(0, ordering: .relaxed)
    bytesDoneCount.store(0, ordering: .relaxed)
    damagedPackCount.store(0, ordering: .relaxed)
    bytesTotalCount.store(bytes ?? 0, ordering: .relaxed)
    packsTotalCount.store(packs, ordering: .relaxed)
  }

  func addPack(bytes: Int) {
    packsDoneCount.wrappingAdd(1, ordering: .relaxed)
    bytesDoneCount.wrappingAdd(UInt64(bytes), ordering: .relaxed)
  }

  func addDamagedPack() {
    damagedPackCount.wrappingAdd(1, ordering: .relaxed)
  }
}
