import FileTree
import Format
import Pipelines
import Repository
import Snapshots
import SystemPackage

/// What everybody who performs a plan shares.
struct MirrorCrew: Sendable {
  let repository: Repository
  let reading: RepositoryReading
  let cache: FrameCache
  let book: ContentBook
  /// Of an undone root the one hand is B's.
  let hands: [Side: MirrorHand]
  let options: MirrorOptions
  let counters: MirrorCounters
  let cancellation: Cancellation
  /// What was made and has not taken its place, by the name that it has: no two have one.
  let waiting = Monitor<[FileName: StagedStep]>([:])

  /// What both roots can hold.
  var held: MirrorRoot.Held { options.held }

  var setIDs: MirrorMetadata.SetIDs { options.setIDs }

  func hand(_ side: Side) throws(Errno) -> MirrorHand {
    guard let hand = hands[side] else { throw .badFileDescriptor }
    return hand
  }

  /// What an entry is given, which has that mode already if it is not new. What only one of both
  /// roots holds is there for the one that does: the plan leaves it each its own.
  func attributes(
    _ metadata: MirrorMetadata, on side: Side, over mode: UInt16 = 0
  ) -> NodeAttributes {
    NodeAttributes(
      permissions: metadata.permissions | mode & ~setIDs.mask,
      owner: options.root(side).held.contains(.owner)
        ? NodeAttributes.Owner(userID: metadata.userID, groupID: metadata.groupID) : nil,
      modified: metadata.modified, extended: metadata.attributes)
  }

  /// What of an entry's metadata the root has not taken although it is thought to hold it.
  func shortfall(_ failures: [AttributeFailure], on side: Side) -> Shortfall {
    var shortfall = Shortfall()
    for failure in failures {
      let attribute = MirrorRoot.Held(failure.attribute)
      let isCoarseTime = attribute == .time && options.root(side).timeStepNanoseconds > 1
      guard held.contains(attribute), !isCoarseTime else { continue }
      if failure.isRefusal {
        shortfall.losses.insert(MirrorLoss(side: side, attribute: attribute))
      } else {
        shortfall.problem = failure.error
      }
    }
    return shortfall
  }
}

/// Metadata that an entry in place is without.
struct Shortfall: Sendable {
  /// What the root never takes.
  var losses: Set<MirrorLoss> = []
  /// What went wrong with this one; it is not what was planned, and must not count as agreed: the
  /// next run would take the lack for a change.
  var problem: Errno?

  var outcome: StepOutcome { problem.map { .failed(.system($0)) } ?? .done(losses) }
}

extension AttributeFailure {
  /// Whether it says something of the root and not of one entry.
  fileprivate var isRefusal: Bool {
    switch attribute {
    case .owner: [.notPermitted, .invalidArgument, .notSupported].contains(error)
    case .modified: [.outOfRange, .notPermitted, .notSupported].contains(error)
    case .permissions, .extended: error == .notSupported
    case .setIDs: false
    }
  }
}

extension MirrorRoot.Held {
  fileprivate init(_ attribute: AttributeFailure.Attribute) {
    switch attribute {
    case .owner: self = .owner
    case .permissions, .setIDs: self = .mode
    case .extended: self = .attributes
    case .modified: self = .time
    }
  }
}
