/// A set of bytes: what `[...]` of a pattern matches.
struct ByteSet: Equatable {
  private var words: SIMD4<UInt64> = .zero

  init() {}

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { insert(byte) }
  }

  func contains(_ byte: UInt8) -> Bool {
    words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0
  }

  mutating func insert(_ byte: UInt8) {
    words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
  }

  mutating func remove(_ byte: UInt8) {
    words[Int(byte >> 6)] &= ~(1 << UInt64(byte & 63))
  }

  mutating func formUnion(_ other: ByteSet) {
    words |= other.words
  }

  mutating func invert() {
    words = ~words
  }
}

extension ByteSet {
  /// `[:alpha:]` and its like by name, as git has them: of ASCII alone, and with four white spaces.
  init?(className: ArraySlice<UInt8>) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
    let printed: ClosedRange<UInt8> = 0x20...0x7E
    let letters = Array(upper) + Array(lower)
    switch String(decoding: className, as: UTF8.self) {
    case "alnum": self.init(letters + Array(digits))
    case "alpha": self.init(letters)
    case "blank": self.init([0x20, 0x09])
    case "cntrl": self.init(Array(0...0x1F) + [0x7F])
    case "digit": self.init(digits)
    case "graph": self.init(printed.dropFirst())
    case "lower": self.init(lower)
    case "print": self.init(printed)
    case "punct":
      let others = ByteSet(letters + Array(digits))
      self.init(printed.dropFirst().filter { !others.contains($0) })
    case "space": self.init([0x20, 0x09, 0x0A, 0x0D])
    case "upper": self.init(upper)
    case "xdigit": self.init(Array(digits) + Array("abcdefABCDEF".utf8))
    default: return nil
    }
  }
}
