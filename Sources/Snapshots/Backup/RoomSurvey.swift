import FileTree
import Format
package import Pipelines
package import SystemPackage

/// What it may take at most to save some folders that are mostly the same: their files' bytes, of
/// which equal ones count once as far as names, sizes and times tell. No file is opened.
///
/// An estimate: compression and files that are equal elsewhere make it less, and what cannot be
/// listed is not counted.
package struct RoomSurvey: Sendable {
  private var bytes: UInt64 = 0
  /// Of what was counted: a path, size and time, or a file with several names.
  private var seen: Set<Int> = []

  private init() {}

  /// The bytes of files in the folders; what the selection leaves out of each, and the folders that
  /// are never saved, do not count. Throws `Cancelled`.
  package static func bytes(
    of folders: [FilePath], _ selection: Selection, leftOut: Set<BackupRequest.LeftOut>,
    _ cancellation: Cancellation
  ) throws(Cancelled) -> UInt64 {
    var survey = RoomSurvey()
    var selected = SelectedWalk(selection, own: leftOut)
    for folder in folders {
      guard var walker = try? Walker(root: folder) else { continue }
      selected.begin(folder)
      while let event = walker.next() {
        if cancellation.isCancelled { throw Cancelled() }
        switch event {
        case .enter(let folder, let open):
          if selected.enter(folder, open) { walker.choose { selected.choice(of: $0) } }
        case .entry(let entry): survey.add(entry)
        case .leave, .failed: break
        }
      }
    }
    return survey.bytes
  }

  private mutating func add(_ entry: WalkedEntry) {
    let status = entry.status
    guard status.kind == .file, status.size > 0 else { return }
    var hasher = Hasher()
    hasher.combine(entry.path)
    hasher.combine(status.size)
    hasher.combine(status.modified)
    guard seen.insert(hasher.finalize()).inserted else { return }
    if status.linkCount > 1 {
      var link = Hasher()
      link.combine(status.device)
      link.combine(status.inode)
      guard seen.insert(link.finalize()).inserted else { return }
    }
    let (sum, isTooMuch) = bytes.addingReportingOverflow(status.size)
    bytes = isTooMuch ? .max : sum
  }
}
