/// Numbers of bytes as people read them.
package enum ByteText {
  /// "9.4 GiB", "171 MiB", "512 B".
  package static func of(_ count: UInt64) -> String {
    guard count >= 1024 else { return "\(count) B" }
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var unit = 0
    var scaled = count
    // From 1023.5 on the rounded figure would have four digits.
    while scaled >= 1_048_064, unit < units.count - 1 {
      scaled /= 1024
      unit += 1
    }
    let tenths = (scaled * 10 + 512) / 1024
    guard tenths < 100 else { return "\((scaled + 512) / 1024) \(units[unit])" }
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
