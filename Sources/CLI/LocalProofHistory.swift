import Format
import LocalState
import Repository

/// What this machine has proved of the packs at one place, in its database.
struct LocalProofHistory: ProofHistory {
  private let database: StateDatabase
  private let place: [UInt8]

  /// Without a database nothing is remembered.
  static func make(_ database: StateDatabase?, at location: String) -> any ProofHistory {
    database.map { LocalProofHistory(database: $0, place: Array(location.utf8)) }
      ?? NoProofHistory()
  }

  func proofs() -> [PackID: Int64] { database.proofs(at: place) }

  func note(_ pack: PackID, seconds: Int64) {
    database.noteProof(of: pack, at: place, seconds: seconds)
  }

  func drop(_ packs: [PackID]) {
    if !packs.isEmpty { database.dropProofs(of: packs, at: place) }
  }
}
