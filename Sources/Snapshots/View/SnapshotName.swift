/// How a person names a snapshot and a path in it: "a3f81c2e", "latest~2:docs/tax.pdf".
package struct SnapshotName: Hashable, Sendable {
  package enum Base: Hashable, Sendable {
    /// How the ID begins: lower-case hexadecimal digits, at least one.
    case id(prefix: String)
    /// That many snapshots before the newest one of a set.
    case latest(back: Int)
  }

  package let base: Base
  /// What follows the first colon, raw bytes; empty where there is none.
  package let path: [UInt8]

  package init(_ base: Base, path: [UInt8] = []) {
    self.base = base
    self.path = path
  }

  /// Throws for what cannot be a name.
  package init(parsing typed: [UInt8]) throws(SnapshotNameError) {
    let colon = UInt8(ascii: ":")
    let parts = typed.split(separator: colon, maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(decoding: parts[0], as: UTF8.self).lowercased()
    guard let base = Self.base(name) else {
      throw SnapshotNameError(
        problem: "\"\(name)\" is no name of a snapshot",
        advice: "name it by the beginning of its ID, or latest, or latest~2; "
          + "see them with: martlet snapshots")
    }
    self.init(base, path: parts.count > 1 ? Array(parts[1]) : [])
  }

  private static func base(_ name: String) -> Base? {
    if name == "latest" { return .latest(back: 0) }
    if name.hasPrefix("latest~") {
      let digits = name.dropFirst("latest~".count)
      guard digits.allSatisfy(\.isASCII), let back = Int(digits), back >= 0 else { return nil }
      return .latest(back: back)
    }
    let isHex = name.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    return isHex && (1...64).contains(name.utf8.count) ? .id(prefix: name) : nil
  }
}

extension SnapshotName: CustomStringConvertible {
  /// Without the path.
  package var description: String {
    switch base {
    case .id(let prefix): prefix
    case .latest(0): "latest"
    case .latest(let back): "latest~\(back)"
    }
  }
}
