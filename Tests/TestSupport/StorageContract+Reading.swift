import Storage

extension StorageContract {
  static let reading = [
    StorageContract("any span of a file can be read") { storage in
      var random = SeededGenerator(seed: 1)
      let bytes = random.bytes(70_000)
      _ = try storage.create("packs/aa/a", bytes, via: "tmp/a-0")
      for _ in 0..<300 {
        let start = Int.random(in: 0...bytes.count, using: &random)
        let end = Int.random(in: start...bytes.count, using: &random)
        let span = try storage.read("packs/aa/a", at: UInt64(start), count: end - start)
        try require(span == Array(bytes[start..<end]), "bytes \(start)..<\(end) are as written")
      }
    },
    StorageContract("several threads can read one file, and more files than stay open") { storage in
      for number in 0..<40 {
        let bytes = [UInt8](repeating: UInt8(number), count: 100)
        _ = try storage.create("packs/aa/\(number)", bytes, via: "tmp/a-\(number)")
      }
      try race(4) { thread in
        for round in 0..<200 {
          let number = (round * 7 + thread) % 40
          let byte = try storage.read("packs/aa/\(number)", at: UInt64(round % 100), count: 1)
          try require(byte == [UInt8(number)], "file \(number) is read, not another")
        }
      }
    },
    StorageContract("a span past the end is truncated") { storage in
      _ = try storage.create("packs/aa/a", [1, 2, 3], via: "tmp/a-0")
      for (offset, count) in [(0, 4), (2, 2), (3, 1), (1_000, 1)] as [(UInt64, Int)] {
        try require(.truncated, "\(count) bytes from \(offset)") {
          _ = try storage.read("packs/aa/a", at: offset, count: count)
        }
      }
      try require(.truncated, "an offset beyond every file") {
        _ = try storage.read("packs/aa/a", at: .max, count: 2)
      }
      try require(storage.read("packs/aa/a", at: 3, count: 0) == [], "no bytes at the end")
    },
    StorageContract("a file over the limit is refused, one at the limit is not") { storage in
      _ = try storage.create("index/a", [1, 2, 3], via: "tmp/a-0")
      try require(storage.read("index/a", limit: 3) == [1, 2, 3], "three bytes, at most three")
      try require(.tooLarge, "three bytes, at most two") {
        _ = try storage.read("index/a", limit: 2)
      }
      try require(storage.size(of: "index/a") == 3, "the size is three")
    },
    StorageContract("what is not there is not found") { storage in
      _ = try storage.create("log/a", [1], via: "tmp/a-0")
      for name in ["log/b", "b", "no/such/folder"] {
        try require(.notFound, "read \(name)") { _ = try storage.read(name, limit: 1) }
        try require(.notFound, "read from \(name)") { _ = try storage.read(name, at: 0, count: 1) }
        try require(.notFound, "size of \(name)") { _ = try storage.size(of: name) }
      }
      try require(storage.list("no/such").isEmpty, "a missing folder lists nothing")
    },
    StorageContract("a listing is whole however often it is asked for") { storage in
      for name in ["config.0", "packs/aa/1"] { _ = try storage.create(name, [1], via: "tmp/a-0") }
      for _ in 0..<3 {
        for (folder, count) in [("", 2), ("packs", 1)] {
          try require(storage.list(folder).count == count, "all of \"\(folder)\"")
        }
      }
    },
    StorageContract("a listing is of one folder, at any depth, sorted, with sizes") { storage in
      let names = ["packs/aa/2", "packs/ab/1", "packs/aa/1", "packs-old", "packs.x/1", "config.0"]
      for (number, name) in names.enumerated() {
        let bytes = [UInt8](repeating: 0, count: number)
        _ = try storage.create(name, bytes, via: "tmp/a-\(number)")
      }
      let expected = [
        StoredFile(name: "packs/aa/1", size: 2), StoredFile(name: "packs/aa/2", size: 0),
        StoredFile(name: "packs/ab/1", size: 1),
      ]
      try require(storage.list("packs") == expected, "packs has three files")
      try require(storage.list("packs/ab") == [expected[2]], "a folder in it has one")
      try require(storage.list("").map(\.name) == names.sorted(), "the root has all")
    },
  ]
}
