import Pipelines
import SystemPackage
import TestSupport

@testable import Mirror

/// A pair in which every kind of step is due, and what comes of it when nothing gets in the way.
enum Stirred {
  static let baseline = "m=1 u=2 d/x=3 d/y=4 k/z=5 r=6 t=7 f/q=8 l>1 p=9 g/h=10"
  static let a = "m=11@5 u=2 k/z=5:600 rr=6 t/i=12 f=13 l>2 n/o=14 p=15@7 g/h=10"
  static let b = "m=1 u=2 d/x=3 d/y=4 k/z=5 r=6 t=7 f/q=8 l>1 p=16@6 g/h=10 g/j=17"

  static func pair() throws -> RealPair {
    let pair = try RealPair()
    try pair.agree(on: .of(baseline))
    try pair.a.become(.of(a))
    try pair.b.become(.of(b))
    return pair
  }

  /// Contents that both sides have in the end.
  static func contents() throws -> Set<[UInt8]> {
    let pair = try pair()
    try pair.run()
    return try pair.a.model().contents
  }
}

/// Counts the calls of an executor, and does something before one of them.
final class CallWatch: Sendable {
  private let count = Monitor(0)
  private let place: MirrorPath?
  private let act: @Sendable (Int) throws(Errno) -> Void

  /// Of all calls; or of those in B that concern what is at, around or below a place.
  init(at place: MirrorPath? = nil, _ act: @escaping @Sendable (Int) throws(Errno) -> Void) {
    self.place = place
    self.act = act
  }

  private func concerns(_ side: Side, _ path: MirrorPath) -> Bool {
    guard let place else { return true }
    return side == .b && (path == place || path.isInside(place) || place.isInside(path))
  }

  var calls: Int { count.access { $0 } }

  var probe: CallProbe {
    { (_, side, path) throws(Errno) in
      guard self.concerns(side, path) else { return }
      let number = self.count.access { count in
        count += 1
        return count
      }
      try self.act(number)
    }
  }
}
