import Format
import Pipelines
import Repository
import Storage
import TestSupport

/// The end of a history: a last prune, to which everybody else is dead, leaves what is needed and
/// nothing else.
struct Ending {
  private let world: World

  init(_ world: World) {
    self.world = world
  }

  func problems() -> [String] {
    let storage = MemoryStorage(world.disk.visible)
    do {
      try prune(storage)
      return try Inspection(world).look(at: storage.files, .read) + leftovers(storage)
    } catch {
      return ["at the end: \(error)"]
    }
  }

  private func prune(_ storage: MemoryStorage) throws {
    let watch = SessionWatch(beats: MemoryBeatHistory(), silence: 0) { _, _ in false }
    var limits = PruneLimits()
    limits.maxUnusedMillionths = 0
    // Something to do, or there is no prune.
    let stray = String(repeating: "0", count: 64)
    _ = try storage.create("packs/00/\(stray)", [1], via: "tmp/stray")
    _ = try world.client(on: storage).prune(limits, watch: watch)
  }

  private func leftovers(_ storage: MemoryStorage) throws -> [String] {
    let client = world.client(on: storage)
    let reading = try client.read()
    let needed = Set(reading.index.packs.map(\.id)).subtracting(reading.state.dropped)
    let there = storage.files.keys.filter { $0.hasPrefix("packs/") }
    var problems = there.filter { name in
      !needed.contains { name.hasSuffix("/\($0)") }
    }.map { "\($0) is left over" }
    if there.count < needed.count { problems.append("packs are missing") }
    let outcomes = Set(
      storage.files.keys.filter { $0.hasPrefix("log/") }.map { $0.dropFirst("log/".count) })
    for name in storage.files.keys where name.hasPrefix("sessions/") || name.hasPrefix("tmp/") {
      let session = name.split(separator: "/")[1].prefix(32)
      if outcomes.contains(session) { problems.append("\(name) is left over") }
    }
    return problems + (try client.check(.allData).damage)
  }
}
