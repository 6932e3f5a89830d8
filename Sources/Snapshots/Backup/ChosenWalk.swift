import FileTree
import Format
import SystemPackage

/// What a backup meets in its sources, in order.
enum SourceStep: Sendable {
  /// What follows, up to the next source, lies in this folder; or it is a stream.
  case source(SourceNames.Source)
  /// A source that is no folder, and the folder it is in.
  case single(SourceNames.Source, FolderEntry, OpenFolder)
  case unreadableSource(SourceNames.Source, Errno)
  case enter(WalkedFolder, OpenFolder)
  case entries(WalkedStretch)
  case leave
  /// `path` is relative to the source.
  case failed(path: [UInt8], Errno)
  /// After the last source: what was left out.
  case end(SelectedWalk)
}

/// Walks the sources of a backup one after the other, and leaves out what its selection says. It
/// knows nothing of repositories.
final class ChosenWalk {
  private var selected: SelectedWalk
  private let stream: FilePath?
  /// Last first.
  private var pending: [SourceNames.Source]
  private var source: SourceNames.Source?
  private var walker: Walker?
  private var hasEnded = false

  /// `stream` is the path of a source that is not walked.
  init(_ sources: SourceNames, stream: FilePath?, _ selected: SelectedWalk) {
    self.selected = selected
    self.stream = stream
    pending = sources.sources.reversed()
  }

  /// The next step; `nil` after the end.
  func next() -> SourceStep? {
    while true {
      while let event = walker?.next() {
        if let step = step(event) { return step }
      }
      walker = nil
      guard let source = pending.popLast() else { break }
      if let step = begin(source) { return step }
    }
    guard !hasEnded else { return nil }
    hasEnded = true
    return .end(selected)
  }

  /// `nil` for a source that does not exist.
  private func begin(_ next: SourceNames.Source) -> SourceStep? {
    source = next
    if next.path == stream { return .source(next) }
    selected.begin(next.path)
    do throws(Errno) {
      walker = try Walker(root: next.path)
      return .source(next)
    } catch {
      guard error == .notDirectory else { return unreadable(next, error) }
    }
    do throws(Errno) {
      return try single(next)
    } catch {
      return unreadable(next, error)
    }
  }

  private func single(_ source: SourceNames.Source) throws(Errno) -> SourceStep {
    let parent = try OpenFolder.open(source.path.removingLastComponent())
    guard let bytes = source.path.lastComponent?.bytes, let name = FileName(bytes) else {
      throw .noSuchFileOrDirectory
    }
    let status = try parent.status(of: name)
    return .single(source, FolderEntry(name: name, status: status), parent)
  }

  private func unreadable(_ source: SourceNames.Source, _ error: Errno) -> SourceStep? {
    guard error == .noSuchFileOrDirectory else { return .unreadableSource(source, error) }
    selected.noteMissingSource()
    return nil
  }

  /// `nil` for what nobody asked for.
  private func step(_ event: WalkEvent) -> SourceStep? {
    switch event {
    case .enter(let folder, let open):
      if selected.enter(folder, open) { walker?.choose { selected.choice(of: $0) } }
      return .enter(folder, open)
    case .leave: return .leave
    case .entry: return walker?.takeStretch().map(SourceStep.entries)
    case .failed(let failure):
      let path = source.map { $0.path.bytes.appending(path: failure.path) } ?? failure.path
      return selected.leavesOut(unreadable: path)
        ? nil : .failed(path: failure.path, failure.error)
    }
  }
}
