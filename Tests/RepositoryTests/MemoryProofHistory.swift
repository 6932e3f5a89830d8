import Format
import Pipelines

@testable import Repository

/// Proofs for the life of a test.
final class MemoryProofHistory: ProofHistory {
  private let state: Monitor<[PackID: Int64]>

  init(_ proofs: [PackID: Int64] = [:]) {
    state = Monitor(proofs)
  }

  func proofs() -> [PackID: Int64] { state.access { $0 } }

  func note(_ pack: PackID, seconds: Int64) {
    state.access { $0[pack] = seconds }
  }

  func drop(_ packs: [PackID]) {
    state.access { proofs in
      for pack in packs { proofs[pack] = nil }
    }
  }
}
