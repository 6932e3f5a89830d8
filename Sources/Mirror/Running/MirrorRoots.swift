import FileTree
import Format
import SystemPackage

/// The two roots, open, as far as a disk has to be looked at to judge them.
struct MirrorRoots {
  let a, b: OpenFolder
  let identities: [Side: RootIdentity]

  /// Throws `MirrorRefusal` where they cannot be a pair.
  init(_ request: MirrorRequest) throws(MirrorRefusal) {
    let a = try Self.open(request.a.path, .a)
    let b = try Self.open(request.b.path, .b)
    var identities: [Side: RootIdentity] = [:]
    do throws(Errno) {
      identities = [.a: try RootIdentity(of: a), .b: try RootIdentity(of: b)]
      let (isInner, isOuter) = (try Self.lies(a, in: b), try Self.lies(b, in: a))
      guard !isInner, !isOuter else { throw .improperLink }
    } catch {
      throw error == .improperLink ? .rootsAreNested : .rootIsMissing(.a, error)
    }
    for side in Side.allCases {
      guard let known = request.root(side).identity, known != identities[side] else { continue }
      throw .isAnotherRoot(side)
    }
    (self.a, self.b, self.identities) = (a, b, identities)
  }

  func folder(_ side: Side) -> OpenFolder { side == .a ? a : b }

  private static func open(_ path: FilePath, _ side: Side) throws(MirrorRefusal) -> OpenFolder {
    do throws(Errno) {
      return try OpenFolder.open(path)
    } catch {
      throw .rootIsMissing(side, error)
    }
  }

  /// Whether `inner` is `outer` or lies in it, however both are reached.
  private static func lies(_ inner: OpenFolder, in outer: OpenFolder) throws(Errno) -> Bool {
    let goal = EntryIdentity(try outer.status())
    var folder = inner
    while true {
      let here = EntryIdentity(try folder.status())
      if here == goal { return true }
      folder = try folder.openParent()
      if EntryIdentity(try folder.status()) == here { return false }
    }
  }

  /// What the planner must know of a root: what it holds, by the kind of its file system, by who
  /// runs this, and by what it refused in earlier runs.
  func planned(_ side: Side, _ request: MirrorRequest) throws(Errno) -> MirrorRoot {
    let traits = try FileSystemTraits(of: folder(side))
    let root = request.root(side)
    var held = MirrorRoot.Held.all.subtracting(root.lost)
    if !traits.hasModes { held.remove(.mode) }
    if !traits.hasOwners || !request.mayGiveAway { held.remove(.owner) }
    return MirrorRoot(
      label: root.label, held: held, timeStepNanoseconds: traits.timeStepNanoseconds)
  }

  /// Throws if a side has too little room for the plan: for what it grows by, and for what lies
  /// beside its place before the old goes.
  func checkRoom(for plan: MirrorPlan) throws {
    var needed: [Side: UInt64] = [:]
    for side in Side.allCases {
      needed[side] = MirrorRoom(plan.steps.filter { $0.side == side }).bytes
    }
    if identities[.a]?.fileSystem == identities[.b]?.fileSystem,
      try a.status().device == b.status().device
    {
      let both = (needed[.a] ?? 0) + (needed[.b] ?? 0)
      for side in Side.allCases where needed[side] != 0 { needed[side] = both }
    }
    for side in Side.allCases { try check(needed[side] ?? 0, on: side) }
  }

  /// The same for a plan all of which is done on one side.
  func checkRoom(for plan: MirrorPlan, on side: Side) throws {
    try check(MirrorRoom(plan.steps).bytes, on: side)
  }

  private func check(_ needed: UInt64, on side: Side) throws {
    guard needed > 0 else { return }
    let free = try folder(side).freeBytes()
    guard needed <= free else {
      throw MirrorRefusal.tooLittleSpace(side, neededBytes: needed, freeBytes: free)
    }
  }
}

/// The room that steps of one side take at most at one moment.
struct MirrorRoom {
  /// As long as a file is beside its place, the old one is there too; so much at once.
  static let asideBytes: UInt64 = 256 << 20

  private(set) var bytes: UInt64 = 0

  init(_ steps: [MirrorStep]) {
    var grown: UInt64 = 0
    var written: UInt64 = 0
    var largest: UInt64 = 0
    for step in steps {
      let new = step.broughtBytes
      guard new > 0 else { continue }
      let old = step.before?.bytes ?? 0
      grown += new > old ? new - old : 0
      written += new
      largest = max(largest, new)
    }
    bytes = max(grown, min(written, grown + Self.asideBytes + largest))
  }
}
