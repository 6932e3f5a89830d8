extension SnapshotName {
  private static let at = UInt8(ascii: "@")
  private static let colon = UInt8(ascii: ":")

  /// Reads `[SET@]NAME[:PATH]`; days and times have an `@` before them also without a set.
  ///
  /// A set's name and a path may hold `@` and `:` too. The first reading that makes sense counts:
  /// without a set; then with the shortest set. A colon between two digits of a time belongs to the
  /// time. What can thus not be said, as a set called "latest:a" or the path "15" after a time
  /// without seconds, can be said by the snapshot's ID, or as "./15".
  ///
  /// Throws for what cannot be a name.
  package init(parsing typed: [UInt8]) throws(SnapshotNameError) {
    if let (base, path) = Self.base(typed[...], isAfterAt: false) {
      self.init(base, path: path)
      return
    }
    for place in typed.indices where typed[place] == Self.at {
      guard let (base, path) = Self.base(typed[(place + 1)...], isAfterAt: true) else { continue }
      self.init(base, set: Array(typed[..<place]), path: path)
      return
    }
    throw Self.noName(typed)
  }

  /// Whether `SET@latest`, and so every name of its snapshots, means a set that is called so.
  package static func canName(set: String) -> Bool {
    let name = SnapshotName(.latest(back: 0), set: Array(set.utf8))
    return (try? SnapshotName(parsing: Array("\(set)@latest".utf8))) == name
  }

  /// What `text` begins with, up to its end or a colon, and the path behind that.
  private static func base(_ text: ArraySlice<UInt8>, isAfterAt: Bool) -> (Base, path: [UInt8])? {
    // A time has two colons at most; of several ends the last that fits is meant.
    let colons = text.indices.lazy.filter { text[$0] == colon }.prefix(3)
    for end in (Array(colons) + [text.endIndex]).reversed() {
      let name = String(decoding: text[..<end], as: UTF8.self)
      guard let base = isAfterAt ? moment(name) ?? plain(name) : plain(name) else { continue }
      return (base, Array(text[end...].dropFirst()))
    }
    return nil
  }

  private static func moment(_ name: String) -> Base? {
    CalendarMoment(name.lowercased()[...]).map(Base.moment)
  }

  private static func plain(_ name: String) -> Base? {
    let name = name.lowercased()
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

  private static func noName(_ typed: [UInt8]) -> SnapshotNameError {
    let name = String(decoding: typed.prefix { $0 != colon }, as: UTF8.self)
    if name.contains("/") {
      return SnapshotNameError(
        problem: "\"\(name)\" is no name of a snapshot",
        advice: "a path stands behind the snapshot and a colon: latest:\(name)")
    }
    let isDay = base(typed[...], isAfterAt: true) != nil
    return SnapshotNameError(
      problem: "\"\(name)\" is no name of a snapshot",
      advice: isDay
        ? "days begin with an @: @\(name)"
        : "name it by the beginning of its ID, or latest, latest~2, @yesterday, @2026-11-01, "
          + "SET@latest; see them with: martlet snapshots")
  }
}
