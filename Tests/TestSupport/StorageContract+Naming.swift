import Storage

extension StorageContract {
  /// Names that must be refused before anything is touched.
  private static let oddNames = [
    "", "/", "/etc/x", "a/", "a//b", ".", "..", "../x", "a/../b", "a/./b", "a b", "a\u{0}b",
    "a\nb", "a\\b", "a:b", "é", "a*", "~", "%41", String(repeating: "a", count: 256),
    Array(repeating: "a", count: 17).joined(separator: "/"),
  ]

  static let naming = [
    StorageContract("odd names are refused by every call, and nothing happens") { storage in
      for name in oddNames {
        let text = name.debugDescription
        try require(.invalidName, "create \(text)") {
          _ = try storage.create(name, [1], via: "tmp/a-0")
        }
        try require(.invalidName, "create by way of \(text)") {
          _ = try storage.create("log/a", [1], via: name)
        }
        try require(.invalidName, "read \(text)") { _ = try storage.read(name, limit: 1) }
        try require(.invalidName, "read from \(text)") {
          _ = try storage.read(name, at: 0, count: 1)
        }
        try require(.invalidName, "size of \(text)") { _ = try storage.size(of: name) }
        try require(.invalidName, "remove \(text)") { try storage.remove(name) }
        guard !name.isEmpty else { continue }
        try require(.invalidName, "list \(text)") { _ = try storage.list(name) }
      }
      try require(storage.list("").isEmpty, "nothing was created")
    },
    StorageContract("every allowed name can be created and read") { storage in
      let deep = Array(repeating: "a", count: 16).joined(separator: "/")
      let names = [
        "a", "...", ".a", "-", "A-Z_0.9", String(repeating: "n", count: 240),
        "x/\(deep.dropLast(2))",
      ]
      for (number, name) in names.enumerated() {
        try require(
          storage.create(name, [UInt8(number)], via: "tmp/a-\(number)") == .created,
          "create \(name)")
        try require(storage.read(name, limit: 1) == [UInt8(number)], "read \(name)")
      }
      let listed = try storage.list("").map(\.name)
      try require(Set(listed) == Set(names), "all are listed: \(listed)")
    },
  ]
}
