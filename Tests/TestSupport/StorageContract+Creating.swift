import Pipelines
import Storage
import Synchronization

extension StorageContract {
  static let creating = [
    StorageContract("what is created is there, whole, and nothing else") { storage in
      let bytes = Array("first".utf8)
      let outcome = try storage.create("packs/3f/3f9a", bytes, via: "tmp/a-0")
      try require(outcome == .created, "a free name is created")
      try require(storage.read("packs/3f/3f9a", limit: 5) == bytes, "the bytes are those written")
      let names = try storage.list("").map(\.name)
      try require(names == ["packs/3f/3f9a"], "only the file is there, not \(names)")
    },
    StorageContract("an empty file is a file") { storage in
      try require(storage.create("log/a", [], via: "tmp/a-0") == .created, "created")
      try require(storage.read("log/a", limit: 0) == [], "reads back as no bytes")
      try require(storage.list("log") == [StoredFile(name: "log/a", size: 0)], "is listed")
    },
    StorageContract("a taken name keeps what it has") { storage in
      _ = try storage.create("log/a", [1, 2], via: "tmp/a-0")
      let outcome = try storage.create("log/a", [3], via: "tmp/b-0")
      try require(outcome == .exists, "a taken name is not created")
      try require(storage.read("log/a", limit: 9) == [1, 2], "the old bytes stay")
      try require(storage.list("tmp").isEmpty, "the temporary is gone")
    },
    StorageContract("of eight that create one name at once, exactly one does") { storage in
      for round in 0..<8 {
        let winners = Monitor<[Int]>([])
        try race(8) { number in
          let bytes = [UInt8](repeating: UInt8(number), count: 1_000)
          let name = "log/\(round)"
          guard try storage.create(name, bytes, via: "tmp/\(round)-\(number)") == .created else {
            return
          }
          winners.access { $0.append(number) }
        }
        let won = winners.access { $0 }
        try require(won.count == 1, "one is told \"created\", not \(won.count)")
        let bytes = try storage.read("log/\(round)", limit: 1_000)
        let expected = [UInt8](repeating: UInt8(won[0]), count: 1_000)
        try require(bytes == expected, "the file is that of the one who was told so")
      }
      try require(storage.list("tmp").isEmpty, "the temporaries are gone")
    },
    StorageContract("nobody reads or lists a part of a file") { storage in
      let whole = [UInt8](repeating: 7, count: 300_000)
      let isDone = Atomic(false)
      try race(2) { number in
        if number == 0 {
          defer { isDone.store(true, ordering: .releasing) }
          for round in 0..<8 {
            _ = try storage.create("packs/aa/\(round)", whole, via: "tmp/w-\(round)")
          }
          return
        }
        repeat {
          for file in try storage.list("packs") {
            try require(file.size == 300_000, "\(file.name) is listed with its whole size")
            try require(storage.read(file.name, limit: 300_000) == whole, "and reads whole")
          }
        } while !isDone.load(ordering: .acquiring)
      }
    },
    StorageContract("files present throughout a listing are all in it") { storage in
      for number in 0..<50 {
        _ = try storage.create("log/old-\(number)", [], via: "tmp/o-\(number)")
      }
      try race(3) { number in
        for round in 0..<15 {
          switch number {
          case 0: _ = try storage.create("log/new-\(round)", [], via: "tmp/n-\(round)")
          case 1: try storage.remove("log/new-\(round)")
          default:
            let old = try storage.list("log").filter { $0.name.hasPrefix("log/old-") }
            try require(old.count == 50, "all old files are listed, not \(old.count)")
          }
        }
      }
    },
    StorageContract("removing is the same once and twice") { storage in
      _ = try storage.create("sessions/a", [1], via: "tmp/a-0")
      _ = try storage.read("sessions/a", at: 0, count: 1)
      try storage.remove("sessions/a")
      try storage.remove("sessions/a")
      try storage.remove("never/was")
      try require(storage.list("").isEmpty, "nothing is left")
      try require(.notFound, "a removed file cannot be read") {
        _ = try storage.read("sessions/a", at: 0, count: 1)
      }
      try require(.notFound, "a removed file has no size") {
        _ = try storage.size(of: "sessions/a")
      }
    },
  ]
}
