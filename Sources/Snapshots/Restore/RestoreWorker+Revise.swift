import FileTree
import Format
import Repository
import Sealing
import SystemPackage

extension RestoreWorker {
  /// A new version of a file that shares with the old one what is the same, on a file system that
  /// can: of a disk image of which a little has changed, a little is written.
  func revise(_ entry: RestoredEntry, _ there: FileStatus) throws -> RestoredOutcome {
    let folder = try entry.folder.open()
    let old: OpenFile
    do throws(Errno) {
      old = try comparison.open(entry.node, there, in: folder.folder)
    } catch {
      guard error == .staleNFSFileHandle || error == .permissionDenied else { throw error }
      return .mustBeRead
    }
    let file = try folder.createFile(entry.node.name, size: entry.node.size)
    do throws(Errno) {
      try file.share(old)
    } catch {
      return error == .noSpace ? .mustBeRead : .cannotShare
    }
    try comparison.forEachChunk(of: entry.node, in: old) { id, offset, isSame in
      guard !isSame else { return true }
      let bytes = try reader.read(id)
      try bytes.withRawBytes { (bytes) throws(Errno) in try file.write(bytes, at: offset) }
      return true
    }
    try layOut(entry.node, file)
    return try file.finished(entry, attributes)
  }

  /// Gives the file the holes of the node; it has those of the old one.
  private func layOut(_ node: Node, _ file: FileWriter) throws(Errno) {
    for hole in node.holes { try file.makeHoleOfZeros(from: hole.offset, length: hole.length) }
    var offset: UInt64 = 0
    while let hole = try file.nextHole(from: offset) {
      for span in HoleSpans(node.holes, from: hole.start, to: hole.end) where !span.isHole {
        try file.writeZeros(from: span.start, to: span.end)
      }
      offset = hole.end
    }
  }
}
