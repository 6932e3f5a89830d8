import Format
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

/// Nothing outside the target is written, whatever lies in the target before.
struct PlantedLinkTests {
  private let client: Client
  private let id: SnapshotID
  private let expected: ModelTree
  /// Every component that a restore goes through or makes.
  private let places: [String]

  init() throws {
    let base = try TestRepository.small.get()
    client = Client(repository: base.on(MemoryStorage(base.files)))
    let source = try SourceFolder()
    for folder in ["d1", "d1/d2", "d1/d2/d3"] {
      try source.folder(folder)
      try source.file("\(folder)/file", Array("new contents".utf8))
      try source.link("\(folder)/link", to: "file")
      try source.fifo("\(folder)/fifo")
      try source.file("\(folder)/one", [1, 2, 3])
      try source.hardLink("\(folder)/two", to: "\(folder)/one")
      try source.mode("\(folder)/file", 0o4755)
    }
    id = try client.backup(source.path).id
    expected = try ModelTree(folder: source.path)
    places = expected.entries.keys.filter { !$0.isEmpty }.sorted()
  }

  @Test("One thing planted anywhere: the rest is restored, and nothing outside is touched")
  func one() throws {
    var trees = 0
    var refused = 0
    for place in places {
      for plant in PlantedTarget.Plant.allCases {
        let target = try PlantedTarget()
        try target.put(plant, at: place)
        let report = try client.restore(id, to: target.target)
        #expect(try target.changes() == [], "\(plant) at \(place)")
        refused += report.failed.isEmpty ? 0 : 1
        try expectRest(of: target, but: place, "\(plant) at \(place)")
        trees += 1
      }
    }
    #expect(refused > 0)
    print("\(trees) trees with something planted, \(refused) refused in part: nothing outside")
  }

  /// What does not lie at or below the plant is there as it was saved.
  private func expectRest(
    of target: PlantedTarget, but place: String, _ what: String
  ) throws {
    let found = try ModelTree(folder: target.target)
    for (path, entry) in expected.entries where !path.isEmpty {
      if path == place || path.hasPrefix(place + "/") { continue }
      // What is beside a plant moves the time of the folder.
      guard entry.content != .folder else { continue }
      #expect(found.entries[path] == entry, "\(what): \(path)")
    }
  }

  @Test("Two things planted at once: nothing outside is touched")
  func two() throws {
    var cases: [(String, PlantedTarget.Plant, String, PlantedTarget.Plant)] = []
    for (index, first) in places.enumerated() {
      for second in places[(index + 1)...] {
        for plant in PlantedTarget.Plant.allCases {
          cases += PlantedTarget.Plant.allCases.map { (first, plant, second, $0) }
        }
      }
    }
    let all = cases.count
    if !isTorture {
      var random = SeededGenerator(seed: 1)
      cases = Array(cases.shuffled(using: &random).prefix(100))
    }
    for (first, plant, second, other) in cases {
      let target = try PlantedTarget()
      // The deeper one first: what is above it stays out of its way.
      try target.put(other, at: second)
      try target.put(plant, at: first)
      _ = try client.restore(id, to: target.target)
      #expect(try target.changes() == [], "\(plant) at \(first), \(other) at \(second)")
    }
    print("\(cases.count) of \(all) trees with two things planted: nothing outside")
  }

  @Test("A link that one snapshot left is no way out for the next, nor a folder for the link")
  func twoRestores() throws {
    var rounds = 0
    for link in ["../outside", "../hop2", "..", "."] {
      let source = try SourceFolder()
      try source.link("d1", to: link)
      let links = try client.backup(source.path).id
      for order in [[links, id], [id, links], [links, id, links, id]] {
        let target = try PlantedTarget()
        for id in order { _ = try client.restore(id, to: target.target) }
        #expect(try target.changes() == [], "\(link)")
        rounds += 1
      }
    }
    print("\(rounds) sequences of restores with links and folders of one name: nothing outside")
  }
}
