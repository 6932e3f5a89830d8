import TestSupport

/// Small damages to an encoding, of the kind that finds lenient decoders.
enum Mutation {
  static func apply(to bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&bytes, using: &random) }
    return bytes
  }

  private static func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
    let values: [UInt8] = [0, 1, 2, 0x7F, 0x80, 0xFF]
    let position = Int.random(in: 0...bytes.count, using: &random)
    guard position < bytes.count else {
      bytes.append(random.element(of: values))
      return
    }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[position] = random.element(of: values)
    case 2: bytes[position] &+= random.chance(50) ? 1 : 255
    case 3: bytes.remove(at: position)
    case 4: bytes.insert(random.element(of: values), at: position)
    case 5: bytes.swapAt(position, Int.random(in: 0..<bytes.count, using: &random))
    default:
      let end = Int.random(in: position...min(bytes.count, position + 40), using: &random)
      bytes.insert(contentsOf: bytes[position..<end], at: position)
    }
  }
}
