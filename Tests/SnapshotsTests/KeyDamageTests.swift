import Format
import Repository
import Storage
import TestSupport
import Testing

/// Config and key slots stand in two copies: whatever happens to one of them, the other one opens
/// the repository, and the check names the bad one. Every attempt really unlocks.
struct KeyDamageTests {
  private let reference: DamageReference

  init() throws {
    reference = try DamageReference.shared.get()
  }

  @Test("[3.2-b] [3.2-c] [3.7-a] A bit flipped in a key slot or config is made good by the copy")
  func flips() throws {
    var altered: [(String, [UInt8]?)] = []
    for (number, name) in names.enumerated() {
      let bytes = reference.files[name] ?? []
      let step = isTorture ? 1 : name.hasSuffix(".0") ? 4 : 16
      for byte in stride(from: number % step, to: bytes.count, by: step) {
        var flipped = bytes
        flipped[byte] ^= 1 << UInt8(byte / step % 8)
        altered.append((name, flipped))
      }
    }
    try judge("bit flips in keys and configs", altered)
  }

  @Test("[3.2-b] [3.7-b] A copy may be missing, cut short, or empty")
  func lost() throws {
    try judge(
      "lost copies of keys and configs",
      names.flatMap { name -> [(String, [UInt8]?)] in
        let bytes = reference.files[name] ?? []
        return [(name, nil), (name, []), (name, Array(bytes.dropLast())), (name, bytes + [0])]
      })
  }

  private var names: [String] {
    reference.files.keys.filter { $0.hasPrefix("keys/") || $0.hasPrefix("config.") }.sorted()
  }

  private func judge(_ what: String, _ altered: [(String, [UInt8]?)]) throws {
    let verdicts = try BitFlipTests.verdicts(altered) { [reference] name, bytes in
      var files = reference.files
      files[name] = bytes
      return Self.verdict(files, reference)
    }
    for (alteration, verdict) in verdicts where verdict != .healed {
      Issue.record("\(alteration.0) as \(alteration.1 ?? []): \(verdict)")
    }
    print("\(what): \(verdicts.count) tried, all healed by the other copy and found by a check")
  }

  private static func verdict(
    _ files: [String: [UInt8]], _ reference: DamageReference
  ) -> Damage.Verdict {
    do {
      let storage = MemoryStorage(files)
      let client = Client(repository: try TestRepository.open(storage, seed: 1))
      guard client.repository.config == reference.base.config else { return .wrong("the config") }
      let isRight = try client.read().catalog.snapshots.count == reference.expected.count
      guard isRight else { return .wrong("snapshots are missing") }
      return try client.check(.structure).findings.isEmpty ? .unnoticed : .healed
    } catch {
      return .wrong("\(error)")
    }
  }
}
