/// What the kernel lets this process do beyond its user (capabilities(7)).
struct Capabilities: Equatable {
  let bits: UInt64

  init(bits: UInt64) {
    self.bits = bits
  }

  /// Of this process; none if they cannot be found out.
  static var ofThisProcess: Capabilities {
    let lines = SystemFile.text("/proc/self/status")?.split(separator: "\n") ?? []
    let digits = lines.first { $0.hasPrefix("CapEff:") }?.split(separator: "\t").last
    return Capabilities(bits: digits.flatMap { UInt64($0, radix: 16) } ?? 0)
  }

  var changesOwners: Bool { has(0) }
  /// Also where permissions forbid it.
  var readsEverything: Bool { has(1) || has(2) }
  var makesDevices: Bool { has(27) }

  private func has(_ number: UInt64) -> Bool { bits & 1 << number != 0 }
}
