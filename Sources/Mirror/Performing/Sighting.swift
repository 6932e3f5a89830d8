import FileTree
import Format
import Repository
import Snapshots
import SystemPackage

/// An entry as it is found where a step expects something.
struct Sighting {
  let status: FileStatus
  let metadata: MirrorMetadata

  /// `nil` if nothing has the name.
  static func of(
    _ name: FileName, in folder: FolderWriter, _ setIDs: MirrorMetadata.SetIDs
  ) throws(Errno) -> Sighting? {
    do throws(Errno) {
      return Sighting(
        try folder.folder.status(of: name), try folder.folder.extendedAttributes(of: name),
        setIDs)
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
      return nil
    }
  }

  /// The folder itself, as it was before this run opened it for writing.
  static func ofSelf(
    _ folder: FolderWriter, openedMode: UInt16?, _ setIDs: MirrorMetadata.SetIDs
  ) throws(Errno) -> Sighting {
    let found = Sighting(
      try folder.folder.status(), try folder.folder.extendedAttributes(), setIDs)
    return openedMode.map { found.beforeOpening($0, setIDs) } ?? found
  }

  /// As the folder was before this run opened it for writing.
  func beforeOpening(_ mode: UInt16, _ setIDs: MirrorMetadata.SetIDs) -> Sighting {
    guard status.permissions == mode | 0o700 else { return self }
    var metadata = metadata
    metadata.permissions = mode & setIDs.mask
    return Sighting(status: status, metadata: metadata)
  }

  private init(status: FileStatus, metadata: MirrorMetadata) {
    (self.status, self.metadata) = (status, metadata)
  }

  private init(
    _ status: FileStatus, _ attributes: [ExtendedAttribute], _ setIDs: MirrorMetadata.SetIDs
  ) {
    self.status = status
    metadata = MirrorMetadata(
      permissions: status.permissions & setIDs.mask, userID: status.userID, groupID: status.groupID,
      modified: status.modified, attributes: attributes.filter(\.travels))
  }

  /// Whether it is the node as far as can be told without reading: kind, size and metadata; of a
  /// folder not the time, which the run itself changes.
  func looksLike(_ node: MirrorNode) -> Bool {
    guard isOfKind(node.content) else { return false }
    var metadata = metadata
    if node.isFolder { metadata.modified = node.metadata.modified }
    return metadata == node.metadata
  }

  func isOfKind(_ content: MirrorNode.Content) -> Bool {
    switch content {
    case .file(_, let size): status.kind == .file && status.size == size
    case .folder, .sealed: status.kind == .folder
    case .symlink: status.kind == .symlink
    case .special(let kind, let device): status.kind == kind && status.specialDevice == device
    case .unknown: false
    }
  }
}

/// What was found out about an entry that is to go.
enum Finding {
  /// It is what was planned, and nobody else works on it; as long as the file is held, nobody can
  /// begin to where there are leases.
  case asPlanned(OpenFile?)
  case changed
  case inUse
}

extension NodeContents {
  /// Looks at the entry and all of its bytes.
  func examine(
    _ name: FileName, in folder: FolderWriter, as node: MirrorNode, _ book: ContentBook,
    _ setIDs: MirrorMetadata.SetIDs
  ) throws -> Finding {
    guard let found = try Sighting.of(name, in: folder, setIDs), found.looksLike(node) else {
      return .changed
    }
    switch node.content {
    case .symlink(let target, _):
      return try folder.folder.readLink(name) == target ? .asPlanned(nil) : .changed
    case .file(let content, _):
      let file = try folder.folder.openFile(name)
      guard file.statusWhenOpened.isSameEntry(as: found.status) else { return .changed }
      let lease = file.lease()
      if lease == .isInUse { return .inUse }
      guard try holds(file, content, book) else { return .changed }
      let now = try file.status()
      guard now.size == found.status.size, now.modified == found.status.modified else {
        return .changed
      }
      return lease == .held && !file.isLeaseUnbroken ? .inUse : .asPlanned(file)
    case .folder, .sealed, .special, .unknown: return .asPlanned(nil)
    }
  }

  private func holds(_ file: OpenFile, _ content: ContentID, _ book: ContentBook) throws -> Bool {
    switch try book.bytes(of: content) {
    case .node(let node): return try areThose(of: node, file)
    case .text(let text):
      let read = try [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
      }
      return read == text
    }
  }
}
