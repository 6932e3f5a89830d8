// The fields of nodes (FORMAT.md 7.3).

extension ByteReader {
  /// A name, ended by a zero byte [7.3-a].
  mutating func fileName(_ field: String) throws(FormatError) -> FileName {
    let start = offset
    guard let name = FileName(try terminated(field, limit: FileName.maxBytes)) else {
      throw FormatError(field: field, offset: start, problem: "not a name")
    }
    return name
  }

  /// A hole map: at least one hole, within `size`, ascending, apart from each other [7.3-c].
  mutating func holes(within size: UInt64) throws(FormatError) -> [Hole] {
    let start = offset
    let count = try count("holes", itemBytes: 2)
    guard count > 0 else {
      throw FormatError(field: "holes", offset: start, problem: "a hole map without holes")
    }
    var holes: [Hole] = []
    var end: UInt64 = 0
    for index in 0..<count {
      let gapOffset = offset
      let gap = try varint("hole gap")
      guard gap <= size - end, index == 0 || gap > 0 else {
        throw FormatError(
          field: "hole gap", offset: gapOffset, problem: "\(gap) after \(end) of \(size) bytes")
      }
      let lengthOffset = offset
      let length = try varint("hole length")
      guard length > 0, length <= size - end - gap else {
        throw FormatError(
          field: "hole length", offset: lengthOffset,
          problem: "\(length) at \(end + gap) of \(size) bytes")
      }
      holes.append(Hole(offset: end + gap, length: length))
      end += gap + length
    }
    return holes
  }

  /// The attributes of one node: at least one, names ascending strictly [7.3-d].
  mutating func attributes() throws(FormatError) -> [ExtendedAttribute] {
    let start = offset
    let count = try count("attributes", itemBytes: 3)
    guard count > 0 else {
      throw FormatError(field: "attributes", offset: start, problem: "flagged, but none")
    }
    var attributes: [ExtendedAttribute] = []
    var total = 0
    for _ in 0..<count {
      let nameOffset = offset
      let name = try string("attribute name", limit: Limits.maxAttributeNameBytes)
      guard !name.isEmpty, !name.contains(0) else {
        throw FormatError(
          field: "attribute name", offset: nameOffset, problem: "empty, or has a NUL")
      }
      if let last = attributes.last, !last.name.lexicographicallyPrecedes(name) {
        throw FormatError(field: "attribute name", offset: nameOffset, problem: "does not ascend")
      }
      let value = try string("attribute value", limit: Limits.maxAttributeValueBytes)
      total += name.count + value.count
      guard total <= Limits.maxAttributesBytesPerNode else {
        throw FormatError(
          field: "attributes", offset: start,
          problem: "over \(Limits.maxAttributesBytesPerNode) bytes")
      }
      attributes.append(ExtendedAttribute(name: name, value: value))
    }
    return attributes
  }
}
