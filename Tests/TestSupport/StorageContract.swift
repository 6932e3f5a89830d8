import Pipelines
package import Storage
import Synchronization

/// The doc comment of `Storage` as checks, to be run on every storage there is.
///
/// Each gets an empty storage of its own, and throws a `ContractViolation` that says which sentence
/// is broken.
package struct StorageContract: Sendable, CustomStringConvertible {
  package let description: String
  /// Throws unless the storage keeps this part of the contract.
  package let check: @Sendable (any Storage) throws -> Void

  init(_ description: String, _ check: @escaping @Sendable (any Storage) throws -> Void) {
    self.description = description
    self.check = check
  }

  package static let all: [StorageContract] = creating + reading + naming
}

/// A storage did not do what `Storage` promises.
package struct ContractViolation: Error, CustomStringConvertible {
  package let description: String
}

/// Throws unless `condition` holds.
func require(_ condition: Bool, _ sentence: String) throws(ContractViolation) {
  guard condition else { throw ContractViolation(description: sentence) }
}

/// Throws unless `body` fails with `code`.
func require(
  _ code: StorageError.Code, _ sentence: String, _ body: () throws -> Void
) throws(ContractViolation) {
  do {
    try body()
  } catch let error as StorageError where error.code == code {
    return
  } catch {
    throw ContractViolation(description: "\(sentence): \(error) instead of \(code)")
  }
  throw ContractViolation(description: "\(sentence): no error instead of \(code)")
}

/// Runs `body` on several threads at once, and throws what one of them threw.
package func race(_ threads: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
  let arrived = Atomic(0)
  var numbers = (0..<threads).makeIterator()
  try orderedMap(
    workers: threads, limit: threads, cancellation: Cancellation(),
    next: { numbers.next() },
    makeState: {},
    transform: { _, number in
      arrived.add(1, ordering: .relaxed)
      // A start at the same moment makes the race as close as it can be.
      while arrived.load(ordering: .relaxed) < threads {}
      try body(number)
    },
    consume: {})
}
