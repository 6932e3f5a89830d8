import FileTree
import Format
import Repository
import SystemPackage

/// Walks the part of a snapshot that is restored, makes its folders, and deals out the rest. Runs
/// on one thread; folders get their attributes at the very end, when nothing moves their times any
/// more.
final class RestoreWalk {
  /// A task has about this many bytes or entries.
  private static let taskBytes: UInt64 = 1 << 20
  private static let taskEntries = 256
  /// Larger files are written by several workers.
  private static let largeFileBytes: UInt64 = 8 << 20

  /// A folder whose entries are being dealt out.
  private struct Level {
    let folder: FolderWriter
    let path: [UInt8]
    var entries: ArraySlice<SnapshotView.Entry>
  }

  /// A folder that was made, for `finishFolders`; parents stand before their children.
  private struct MadeFolder {
    let node: Node
    let depth: Int
  }

  private let view: SnapshotView
  private let index: ChunkIndex
  private let root: FolderWriter
  private var levels: [Level]
  private var made: [MadeFolder] = []
  /// What is left of the large file that is being dealt out.
  private var large: (file: LargeFile, chunks: ArraySlice<PlacedChunk>)?
  private(set) var failures: [RestoreReport.Remark] = []
  private(set) var damaged = 0
  private(set) var keptNewer: [[UInt8]] = []

  /// `entry` is a folder, whose contents go into `target`, or anything else, which goes there
  /// itself.
  init(
    _ view: SnapshotView, _ entry: SnapshotView.Entry, index: ChunkIndex, target: FolderWriter
  ) throws(RepositoryError) {
    self.view = view
    self.index = index
    root = target
    let isFolder = entry.node.map { $0.kind == .folder } ?? true
    let entries = isFolder ? try view.children(of: entry) : [entry]
    levels = [Level(folder: target, path: [], entries: entries[...])]
  }

  func next() -> RestoreTask? {
    var batch: [RestoredEntry] = []
    var bytes: UInt64 = 0
    while batch.count < Self.taskEntries, bytes < Self.taskBytes {
      if large != nil {
        guard batch.isEmpty else { break }
        return nextPart()
      }
      guard let entry = nextEntry() else { break }
      guard entry.node.size > Self.largeFileBytes else {
        batch.append(entry)
        bytes += entry.node.size
        continue
      }
      begin(entry)
    }
    return batch.isEmpty ? (large == nil ? nil : nextPart()) : .entries(batch)
  }

  /// The next entry that is no folder; folders are made on the way.
  private func nextEntry() -> RestoredEntry? {
    while let last = levels.indices.last {
      guard let entry = levels[last].entries.popFirst() else {
        levels.removeLast()
        continue
      }
      guard let node = entry.node else { continue }
      let path = Self.join(levels[last].path, node.name)
      guard node.kind == .folder else {
        return RestoredEntry(node: node, folder: levels[last].folder, path: path)
      }
      enter(entry, node, path, in: levels[last].folder)
    }
    return nil
  }

  private func enter(
    _ entry: SnapshotView.Entry, _ node: Node, _ path: [UInt8], in parent: FolderWriter
  ) {
    guard levels.count <= Limits.maxFolderDepth else {
      fail(path, "deeper than a folder may be", isDamage: true)
      return
    }
    do {
      let folder = try parent.createFolder(node.name)
      made.append(MadeFolder(node: node, depth: levels.count))
      let children = try view.children(of: entry)
      levels.append(Level(folder: folder, path: path, entries: children[...]))
    } catch let error as RepositoryError {
      fail(path, error.problem, isDamage: true)
    } catch let error as Errno {
      fail(path, error.clause, isDamage: false)
    } catch {
      fail(path, "\(error)", isDamage: false)
    }
  }

  private func fail(_ path: [UInt8], _ reason: String, isDamage: Bool) {
    failures.append(RestoreReport.Remark(path: path, reason: reason))
    if isDamage { damaged += 1 }
  }

  private static func join(_ path: [UInt8], _ name: FileName) -> [UInt8] {
    path.isEmpty ? name.bytes : path + [UInt8(ascii: "/")] + name.bytes
  }
}

// MARK: large files

extension RestoreWalk {
  private func begin(_ entry: RestoredEntry) {
    guard !entry.isNewerInTarget else {
      keptNewer.append(entry.path)
      return
    }
    do {
      let chunks = try place(entry.node)
      let writer = try entry.folder.createFile(entry.node.name, size: entry.node.size)
      large = (LargeFile(entry: entry, writer: writer), chunks[...])
    } catch let error as RepositoryError {
      fail(entry.path, error.problem, isDamage: true)
    } catch let error as Errno {
      fail(entry.path, error.clause, isDamage: false)
    } catch {
      fail(entry.path, "\(error)", isDamage: false)
    }
  }

  private func nextPart() -> RestoreTask? {
    guard let (file, chunks) = large else { return nil }
    guard !chunks.isEmpty else {
      large = nil
      return .end(file)
    }
    let part = chunks.prefix(4)
    large = (file, chunks.dropFirst(part.count))
    return .part(file, Array(part))
  }

  /// Where each chunk of a file starts; the lengths must add up to its size [7.3-b].
  private func place(_ node: Node) throws(RepositoryError) -> [PlacedChunk] {
    var offset: UInt64 = 0
    var placed: [PlacedChunk] = []
    for id in try view.chunks(of: node) {
      guard let location = index.location(of: id) else {
        throw .damaged("one of its chunks is in no pack that is there", at: node.name.lossyText)
      }
      placed.append(PlacedChunk(id: id, offset: offset))
      offset += UInt64(location.rawLength)
    }
    guard offset == node.size else {
      throw .damaged("its chunks do not add up to its size", at: node.name.lossyText)
    }
    return placed
  }
}

// MARK: folders

extension RestoreWalk {
  /// How many folders were made.
  var folderCount: Int { made.count }

  /// Gives every folder its attributes, children before their parents.
  func finishFolders(
    _ attributes: (Node) -> NodeAttributes,
    report: ([UInt8], [AttributeFailure]) -> Void
  ) {
    var open: [(folder: FolderWriter, node: Node)] = []
    func close(to depth: Int) {
      while open.count > depth {
        let (folder, node) = open.removeLast()
        let path = (open.map(\.node.name) + [node.name]).map(\.bytes)
        let failures = folder.setAttributes(attributes(node))
        report(Array(path.joined(separator: [UInt8(ascii: "/")])), failures)
      }
    }
    var lostDepth: Int?
    for folder in made {
      if let depth = lostDepth, folder.depth > depth { continue }
      lostDepth = nil
      close(to: folder.depth - 1)
      let parent = open.last?.folder ?? root
      do throws(Errno) {
        open.append((try parent.openFolder(folder.node.name), folder.node))
      } catch {
        let path = (open.map(\.node.name) + [folder.node.name]).map(\.bytes)
        failures.append(
          RestoreReport.Remark(
            path: Array(path.joined(separator: [UInt8(ascii: "/")])), reason: error.clause))
        lostDepth = folder.depth
      }
    }
    close(to: 0)
  }
}
