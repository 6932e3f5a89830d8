import Glibc
import Pipelines
import Synchronization

/// Somebody who may write into the target and swaps things there as fast as the system lets them.
final class Racer: Sendable {
  private let swapCount = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)

  /// Swaps made so far.
  var swaps: Int { swapCount.load(ordering: .relaxed) }

  /// Calls `swap` again and again while `body` runs; it returns whether it swapped something.
  func race<Result>(
    _ swap: @escaping @Sendable () -> Bool, while body: () throws -> Result
  ) throws -> Result {
    let thread = try WorkerThread { [self] in
      while !isOver.load(ordering: .relaxed) {
        if swap() { swapCount.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    defer {
      isOver.store(true, ordering: .relaxed)
      thread.join()
      isOver.store(false, ordering: .relaxed)
    }
    return try body()
  }

  /// Makes each path lead to what the other one led to, in one step.
  static func exchange(_ one: String, _ other: String) -> Bool {
    renameat2(AT_FDCWD, one, AT_FDCWD, other, 2) == 0
  }

  /// Puts what `make` makes at `spare` in place of every unfinished entry of the folder.
  static func replaceTemporaries(
    in folder: String, spare: String, make: (UnsafePointer<CChar>) -> CInt
  ) -> Bool {
    guard let stream = opendir(folder) else { return false }
    defer { closedir(stream) }
    var isDone = false
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(".martlet-"), make(spare) == 0 else { continue }
      if renameat2(AT_FDCWD, spare, AT_FDCWD, "\(folder)/\(name)", 2) == 0 { isDone = true }
      unlink(spare)
    }
    return isDone
  }
}

// Not in Swift's Glibc. 2 is RENAME_EXCHANGE.
@_silgen_name("renameat2")
private func renameat2(
  _ oldFolder: CInt, _ oldName: UnsafePointer<CChar>, _ newFolder: CInt,
  _ newName: UnsafePointer<CChar>, _ flags: CUnsignedInt
) -> CInt
