package import Format

/// What a check proved, and what it found.
package struct CheckReport: Sendable {
  /// Something that is not as FORMAT.md says.
  package struct Finding: Sendable {
    package enum Weight: Sendable {
      /// Something that counts is missing or wrong, if only one of two copies.
      case damage
      /// Harmless: left over from an interrupted run, or a foreign file.
      case note
    }

    /// What it was found in.
    package enum Part: Sendable {
      /// What is there, and how one thing names another.
      case structure
      /// The bytes of packs.
      case contents
    }

    package let weight: Weight
    package let part: Part
    /// A clause: "its bytes are not what its name says".
    package let problem: String
    package let location: String
  }

  package var snapshots = 0
  package var trees = 0
  /// Packs that the index names, and their bytes.
  package var packs = 0
  package var packBytes: UInt64 = 0
  /// Chunks of files that snapshots reference.
  package var chunks = 0
  /// Packs read to the last byte, and their bytes.
  package var packsRead = 0
  package var bytesRead: UInt64 = 0
  /// When the packs that the index names were found in order; what this check has read counts.
  package var coverage = ProofCoverage([], proofs: [:])
  package var findings: [Finding] = []
  /// The snapshots that were looked at, by their times.
  package var catalog: [CatalogedSnapshot] = []
  /// Snapshots that cannot be restored whole.
  package var affected: [SnapshotID] = []

  /// Packs that are not there as the index names them: where they stand among the findings, and
  /// their bytes.
  private var absent: [(finding: Int, bytes: Int)] = []
  /// What was added: one damaged frame is met by every delta that is based on it.
  private var seen: Set<[String]> = []

  package init() {}

  /// Whether nothing is damaged.
  package var isSound: Bool { !findings.contains { $0.weight == .damage } }

  /// Whether nothing damaged was found in that part.
  package func isSound(_ part: Finding.Part) -> Bool {
    !findings.contains { $0.weight == .damage && $0.part == part }
  }

  mutating func add(_ error: RepositoryError, in part: Finding.Part = .structure) {
    guard seen.insert([error.problem, error.location]).inserted else { return }
    findings.append(
      Finding(weight: .damage, part: part, problem: error.problem, location: error.location))
  }

  /// Adds a pack that is named and not there whole.
  mutating func addAbsent(_ problem: String, at location: String, bytes: Int) {
    absent.append((findings.count, bytes))
    add(.damaged(problem, at: location))
  }

  /// Of what was in packs that are gone nothing is missed, where nothing else is wrong and every
  /// snapshot can be restored whole: what they need has been stored again. To be called at the end.
  mutating func excuseAbsentPacks() {
    let damage = findings.count { $0.weight == .damage }
    guard affected.isEmpty, damage == absent.count else { return }
    for (index, bytes) in absent {
      let finding = findings[index]
      findings[index] = Finding(
        weight: .note, part: finding.part,
        problem: "\(finding.problem), and no snapshot needs it any more: a prune forgets it",
        location: finding.location)
      packs -= 1
      packBytes -= UInt64(bytes)
    }
    absent = []
  }

  mutating func add(_ finding: Finding) { findings.append(finding) }

  /// Adds what following the snapshots found.
  mutating func add(references other: CheckReport) {
    (snapshots, trees, chunks) = (other.snapshots, other.trees, other.chunks)
    affected += other.affected
    findings += other.findings.filter { seen.insert([$0.problem, $0.location]).inserted }
  }

  /// Damage of contents that was found and recorded before.
  mutating func noteKnown(_ error: RepositoryError) {
    guard seen.insert([error.problem, error.location]).inserted else { return }
    note("\(error.problem), as was found before", at: error.location, in: .contents)
  }

  mutating func note(
    _ problem: String, at location: String, in part: Finding.Part = .structure
  ) {
    findings.append(Finding(weight: .note, part: part, problem: problem, location: location))
  }
}
