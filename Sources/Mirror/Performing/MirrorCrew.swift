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

  /// What both roots can hold.
  var held: MirrorRoot.Held { options.held }

  var setIDs: MirrorMetadata.SetIDs { options.setIDs }

  func hand(_ side: Side) throws(Errno) -> MirrorHand {
    guard let hand = hands[side] else { throw .badFileDescriptor }
    return hand
  }

  /// What an entry is given, which has that mode already if it is not new.
  func attributes(_ metadata: MirrorMetadata, over mode: UInt16 = 0) -> NodeAttributes {
    NodeAttributes(
      permissions: metadata.permissions | mode & ~setIDs.mask,
      owner: held.contains(.owner)
        ? NodeAttributes.Owner(userID: metadata.userID, groupID: metadata.groupID) : nil,
      modified: metadata.modified,
      extended: held.contains(.attributes) ? metadata.attributes : [])
  }

  /// What the root has not taken although it is thought to hold it.
  func losses(_ failures: [AttributeFailure], on side: Side) -> Set<MirrorLoss> {
    let all = failures.map { MirrorLoss(side: side, attribute: MirrorRoot.Held($0.attribute)) }
    return Set(all.filter { held.contains($0.attribute) && !isCoarseTime($0) })
  }

  /// A time that the root can only keep to its step is held.
  private func isCoarseTime(_ loss: MirrorLoss) -> Bool {
    loss.attribute == .time && options.root(loss.side).timeStepNanoseconds > 1
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
