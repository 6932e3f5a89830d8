extension [UInt8] {
  /// A path below this one, which may be empty, as may `path`.
  func appending(path: [UInt8]) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    guard !isEmpty, !path.isEmpty else { return self + path }
    return last == slash ? self + path : self + [slash] + path
  }
}
