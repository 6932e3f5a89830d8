import Format
import Snapshots
import Storage
import TestSupport
import Testing

@testable import Repository

/// Whole files go wrong: they are missing, too short, or others of the same repository or of
/// another one. It is noticed or made good, and the next backup saves what there is.
struct FileDamageTests {
  private let reference: DamageReference

  init() throws {
    reference = try DamageReference.shared.get()
  }

  @Test("[9-a] [10.3-g] Any one file may be missing")
  func missing() throws {
    try judge("missing files", names().map { Alteration("without \($0)", [$0: nil]) })
  }

  @Test("[1-c] [6.2-b] Any one file may be cut short")
  func truncated() throws {
    var random = SeededGenerator(seed: 5)
    let cuts = names().flatMap { name -> [Alteration] in
      let bytes = reference.files[name] ?? []
      let lengths =
        isTorture && bytes.count < 8_192
        ? Array(bytes.indices)
        : [0, 1, 15, 16, bytes.count - 16, bytes.count - 1].filter(bytes.indices.contains)
          + (0..<4).map { _ in Int.random(in: bytes.indices, using: &random) }
      return lengths.map { Alteration("\(name) cut to \($0)", [name: Array(bytes.prefix($0))]) }
    }
    try judge("truncations", cuts)
  }

  @Test("[3.6-a] Any two files of a kind may change places")
  func swapped() throws {
    let byKind = Dictionary(grouping: names()) { name in
      RepositoryPath(name: name).map { "\($0.fileKind.debugDescription)" } ?? name
    }
    let swaps = byKind.values.flatMap { names in
      names.indices.flatMap { first in
        names[(first + 1)...].map { swap(names[first], $0) }
      }
    }
    try judge("swapped pairs", swaps)
  }

  @Test("[3.6-a] [3.5-b] Any one file may come from another repository")
  func exchanged() throws {
    let other = try DamageReference(seed: 4)
    let byKind = Dictionary(grouping: other.files.keys.sorted()) {
      RepositoryPath(name: $0)?.fileKind
    }
    let exchanges = names().flatMap { name in
      (byKind[RepositoryPath(name: name)?.fileKind] ?? []).prefix(2).map { foreign in
        Alteration("\(foreign) of another as \(name)", [name: other.files[foreign]])
      }
    }
    try judge("files of another repository", exchanges)
  }

  private func names() -> [String] {
    reference.files.keys.sorted().filter { !$0.hasPrefix("keys/") }
  }

  private func swap(_ first: String, _ second: String) -> Alteration {
    Alteration(
      "\(first) and \(second) swapped",
      [first: reference.files[second], second: reference.files[first]])
  }
}

/// Files with other contents, or `nil` for none.
private struct Alteration: Sendable {
  let name: String
  let changes: [String: [UInt8]?]

  init(_ name: String, _ changes: [String: [UInt8]?]) {
    self.name = name
    self.changes = changes
  }

  func applied(to files: [String: [UInt8]]) -> [String: [UInt8]] {
    files.merging(changes.compactMapValues { $0 }) { $1 }
      .filter { name, _ in changes[name].map { $0 != nil } ?? true }
  }
}

extension FileDamageTests {
  private func judge(_ what: String, _ alterations: [Alteration]) throws {
    let verdicts = try BitFlipTests.verdicts(alterations) { [reference] alteration in
      let files = alteration.applied(to: reference.files)
      let verdict = Damage(reference: reference).verdict(files)
      guard case .wrong = verdict else { return next(files) ?? verdict }
      return verdict
    }
    var counts: [Damage.Verdict: Int] = [:]
    for (alteration, verdict) in verdicts {
      counts[verdict, default: 0] += 1
      if case .wrong(let what) = verdict { Issue.record("\(alteration.name): \(what)") }
      guard verdict == .unnoticed else { continue }
      #expect(isHarmless(alteration), "\(alteration.name): not noticed")
    }
    print(
      "\(what): \(verdicts.count) tried, \(counts[.detected] ?? 0) detected,",
      "\(counts[.healed] ?? 0) healed, \(counts[.checked] ?? 0) found by a check only,",
      "\(counts[.unnoticed] ?? 0) in files that mean nothing, 0 wrong bytes")
  }

  /// Nothing names a record, and one copy of the config is as good as the other.
  private func isHarmless(_ alteration: Alteration) -> Bool {
    alteration.changes.allSatisfy { name, bytes in
      let isRecord = RepositoryPath(name: name)?.fileKind == .record
      return isRecord && bytes == nil || name.hasPrefix("config.") && bytes != nil
        || ["README", "tmp/", "packs/foreign", "sessions/"].contains { name.hasPrefix($0) }
    }
  }

  /// What is wrong with the next backup into the damaged repository: it fails with a clear error,
  /// or what it says is saved reads back.
  private func next(_ files: [String: [UInt8]]) -> Damage.Verdict? {
    let storage = MemoryStorage(files)
    let clock = StoppedClock(DamageReference.times[3] + 3_600)
    let client = Client(repository: reference.base.on(storage, clock: clock))
    do {
      let id = try client.backup(reference.source.path).id
      return nextTree(client, id)
    } catch let error as RepositoryError {
      return error.code == .damaged || error.code == .unsupportedFormat ? nil : .wrong("\(error)")
    } catch {
      return .wrong("the next backup: \(error)")
    }
  }

  /// A pack of the right length with other bytes is taken for what it was until it is read.
  private func nextTree(_ client: Client, _ id: SnapshotID) -> Damage.Verdict? {
    let newest = Timestamp(seconds: DamageReference.times[2], nanoseconds: 0)
    do {
      let differences = try client.tree(id)
        .differences(from: reference.expected[newest] ?? ModelTree())
      return differences.isEmpty ? nil : .wrong("the next backup: \(differences)")
    } catch {
      let hasOtherPack = (try? client.check())?.damage.contains { $0.contains("its name says") }
      return hasOtherPack == true ? nil : .wrong("the next backup: \(error)")
    }
  }
}
