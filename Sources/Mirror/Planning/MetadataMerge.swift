import Format

/// Merges metadata attribute by attribute (R8): mode, owner, time, each extended attribute.
///
/// An attribute that one side changed is that side's. One that both set differently is that of the
/// side that the policy names, else of the side whose content stays, else of the one that was
/// modified later, else the greater value. Without a baseline the earlier counts instead of the
/// later: a copy is never older than what it was copied from, and often has another mode.
struct MetadataMerge {
  /// What becomes of one value or of all.
  struct Outcome<Value> {
    var a, b: Value
    var baseline: Value
  }

  private let isTwoWay: Bool
  private let policySide: Side?
  private let held: MirrorRoot.Held
  private let timeStep: UInt64

  init(_ options: MirrorOptions) {
    isTwoWay = options.direction == .twoWay
    held = options.a.held.intersection(options.b.held)
    timeStep = max(options.a.timeStepNanoseconds, options.b.timeStepNanoseconds)
    policySide =
      switch options.conflicts {
      case .a: .a
      case .b: .b
      case .keepBoth, .newer, .hold, .merge: nil
      }
  }

  /// As far as both roots can hold them.
  func areEqual(_ left: MirrorMetadata, _ right: MirrorMetadata) -> Bool {
    left == right
      || (isUnheld(.mode) || left.permissions == right.permissions)
        && (isUnheld(.owner) || left.owner == right.owner)
        && (isUnheld(.time) || areEqual(left.modified, right.modified))
        && (isUnheld(.attributes) || left.attributes == right.attributes)
  }

  /// Negative if `left` is earlier by more than the roots' steps, 0 if they are one time to them.
  func order(_ left: Timestamp, _ right: Timestamp) -> Int {
    if areEqual(left, right) { return 0 }
    return left < right ? -1 : 1
  }

  /// `contentSide` is where the content came from that stays, if it was one side only;
  /// `isContested` becomes true if both changed something other than the time.
  func merge(
    baseline: MirrorMetadata?, a: MirrorMetadata, b: MirrorMetadata, contentSide: Side? = nil,
    isContested: inout Bool
  ) -> Outcome<MirrorMetadata> {
    if a == b { return Outcome(a: a, b: b, baseline: a) }
    let side = policySide ?? contentSide ?? side(baseline: baseline, a, b)
    var result = Outcome(a: a, b: b, baseline: baseline ?? a)
    var isSettled = true

    func settle<Value: Comparable>(
      _ attribute: MirrorRoot.Held, _ key: WritableKeyPath<MirrorMetadata, Value>,
      _ areEqual: (Value, Value) -> Bool = { $0 == $1 }
    ) {
      var isContestedHere = false
      // The time says when the content came to be; it goes where the content goes.
      let isDue = attribute == .time && contentSide == .a && !isTwoWay
      let one = choose(
        baseline: isDue ? nil : baseline?[keyPath: key], a: a[keyPath: key], b: b[keyPath: key],
        from: side,
        areEqual: { isUnheld(attribute) || areEqual($0, $1) }, isContested: &isContestedHere)
      result.a[keyPath: key] = one.a
      result.b[keyPath: key] = one.b
      result.baseline[keyPath: key] = one.baseline
      if isContestedHere, attribute != .time { isSettled = false }
    }

    settle(.mode, \.permissions)
    settle(.owner, \.owner)
    settle(.time, \.modified, self.areEqual)
    if isUnheld(.attributes) {
      result.baseline.attributes = baseline?.attributes ?? []
    } else if a.attributes == b.attributes {
      result.baseline.attributes = a.attributes
    } else {
      mergeAttributes(baseline: baseline, side, into: &result, isSettled: &isSettled)
    }
    if !isSettled, baseline != nil { isContested = true }
    return result
  }

  private func mergeAttributes(
    baseline: MirrorMetadata?, _ side: Side?, into result: inout Outcome<MirrorMetadata>,
    isSettled: inout Bool
  ) {
    let a = result.a.attributes
    let b = result.b.attributes
    let old = baseline?.attributes ?? []
    var merged = Outcome<[ExtendedAttribute]>(a: [], b: [], baseline: [])
    for name in Set((a + b + old).map(\.name)).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      func value(_ attributes: [ExtendedAttribute]) -> AttributeValue {
        AttributeValue(bytes: attributes.first { $0.name == name }?.value)
      }
      var isContested = false
      let one = choose(
        baseline: baseline.map { value($0.attributes) }, a: value(a), b: value(b), from: side,
        areEqual: { $0 == $1 }, isContested: &isContested)
      merged.a += one.a.attribute(name)
      merged.b += one.b.attribute(name)
      merged.baseline += one.baseline.attribute(name)
      if isContested { isSettled = false }
    }
    result.a.attributes = merged.a
    result.b.attributes = merged.b
    result.baseline.attributes = merged.baseline
  }

  private func choose<Value: Comparable>(
    baseline: Value?, a: Value, b: Value, from side: Side?, areEqual: (Value, Value) -> Bool,
    isContested: inout Bool
  ) -> Outcome<Value> {
    if areEqual(a, b) { return Outcome(a: a, b: b, baseline: max(a, b)) }
    let hasAChanged = baseline.map { !areEqual($0, a) } ?? true
    let hasBChanged = baseline.map { !areEqual($0, b) } ?? true
    isContested = hasAChanged && hasBChanged
    guard isTwoWay else {
      // A's change flows, and where nothing tells who changed it, A's value: as rsync would.
      let isFlowing = baseline == nil || (hasAChanged && !hasBChanged)
      return Outcome(a: a, b: isFlowing ? a : b, baseline: isFlowing ? a : baseline ?? a)
    }
    let kept: Value
    if isContested {
      kept = side.map { $0 == .a ? a : b } ?? max(a, b)
    } else {
      kept = hasAChanged ? a : b
    }
    return Outcome(a: kept, b: kept, baseline: kept)
  }

  private func side(baseline: MirrorMetadata?, _ a: MirrorMetadata, _ b: MirrorMetadata) -> Side? {
    let order = order(a.modified, b.modified)
    guard order != 0, !isUnheld(.time) else { return nil }
    return (order > 0) == (baseline != nil) ? .a : .b
  }

  private func isUnheld(_ attribute: MirrorRoot.Held) -> Bool { !held.contains(attribute) }

  private func areEqual(_ left: Timestamp, _ right: Timestamp) -> Bool {
    left == right || (timeStep > 1 && step(left) == step(right))
  }

  private func step(_ time: Timestamp) -> (Int64, UInt64) {
    let perSecond = UInt64(Timestamp.nanosecondsPerSecond)
    let seconds = Int64(clamping: max(1, timeStep / perSecond))
    let remainder = time.seconds % seconds
    let start = time.seconds - (remainder < 0 ? remainder + seconds : remainder)
    let nanoseconds = timeStep < perSecond ? UInt64(time.nanoseconds) / timeStep : 0
    return (start, nanoseconds)
  }
}

/// The value of an extended attribute that a node may not have; having none is the least.
private struct AttributeValue: Comparable {
  let bytes: [UInt8]?

  func attribute(_ name: [UInt8]) -> [ExtendedAttribute] {
    bytes.map { [ExtendedAttribute(name: name, value: $0)] } ?? []
  }

  static func < (left: Self, right: Self) -> Bool {
    guard let right = right.bytes else { return false }
    return left.bytes?.lexicographicallyPrecedes(right) ?? true
  }
}
