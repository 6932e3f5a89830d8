#if canImport(Repository)
  import Repository
#endif

/// What one writer knows, and where it is.
struct Session {
  struct Flags: OptionSet {
    let rawValue: UInt8
    /// A listing has begun: its first entries were read.
    static let isListing = Flags(rawValue: 1)
    /// A lie: something was looked at before its time.
    static let hasPeeked = Flags(rawValue: 2)
    static let hasStored = Flags(rawValue: 4)
    static let hasBeaten = Flags(rawValue: 8)
    static let sideRuns = Flags(rawValue: 16)
    static let sideIsOver = Flags(rawValue: 32)
    static let sideSaved = Flags(rawValue: 64)
    static let firstBeatGone = Flags(rawValue: 128)
  }

  var steps = WriterSteps<UInt8>()
  /// Its checkpoint's. One runs at a time, so they share what follows.
  var side = WriterSteps<UInt8>()
  var flags = Flags()
  /// m.
  var verdict: UInt8 = 0
  /// C.
  var condemned = Bits()
  /// Packs in force.
  var named = Bits()
  /// What was there when the listing began.
  var before: UInt8 = 0
  var alsoBefore: UInt8 = 0
}

/// What one prune knows, and where it is.
struct Pruner {
  struct Flags: OptionSet {
    let rawValue: UInt8
    static let isListing = Flags(rawValue: 1)
    static let hasPeeked = Flags(rawValue: 2)
  }

  var steps = PrunerSteps<TinyNames>()
  var flags = Flags()
  /// Runs that have begun.
  var runs: UInt8 = 0
  /// Sessions, of the last listing.
  var sessions = Bits()
  /// COMMITs, of the last listing.
  var commits = Bits()
  /// Snapshots that are not forgotten, of the last listing.
  var snapshots = Bits()
  var before: UInt8 = 0
  var alsoBefore: UInt8 = 0
}

/// What one reader knows.
struct Reader {
  var steps = ReaderSteps<UInt8>()
  var verdict: UInt8 = 0
  var commits = Bits()
  /// Snapshots that were there when it began.
  var owed = Bits()
}

/// All of it at one moment. Bytes without gaps, so that equal states are equal bytes.
struct State {
  var store = Store()
  var writers = InlineArray<2, Session>(repeating: Session())
  var pruners = InlineArray<2, Pruner>(repeating: Pruner())
  var reader = Reader()

  var fingerprint: UInt64 {
    withUnsafeBytes(of: self) { bytes in
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        hash = Self.mixed(hash ^ word)
        offset += 8
      }
      var last: UInt64 = 0
      while offset < bytes.count {
        last = last << 8 | UInt64(bytes[offset])
        offset += 1
      }
      hash = Self.mixed(hash ^ last)
      return hash == 0 ? 1 : hash
    }
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var hash = value &* 0xff51_afd7_ed55_8ccd
    hash ^= hash >> 32
    hash = hash &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 29
  }

  /// Two prunes do the same, so it does not matter which of them is where: of two states that
  /// differ in that alone, one is looked at.
  mutating func sortPruners() {
    let isDescending = withUnsafeBytes(of: pruners) { bytes in
      let half = bytes.count / 2
      for index in 0..<half where bytes[index] != bytes[half + index] {
        return bytes[index] > bytes[half + index]
      }
      return false
    }
    guard isDescending else { return }
    let first = pruners[0]
    pruners[0] = pruners[1]
    pruners[1] = first
  }
}
