import FileTree
package import Format
package import SystemPackage

/// Tells what a backup would do with a path, and why; it looks at the folders on the way to it and
/// at nothing else.
package struct Explainer: Sendable {
  private let sources: [FilePath]
  private let selection: Selection
  private let own: Set<BackupRequest.LeftOut>

  package init(sources: [FilePath], _ selection: Selection, own: Set<BackupRequest.LeftOut>) {
    self.sources = sources
    self.selection = selection
    self.own = own
  }

  /// `path` is absolute; `kind` is what it is taken for where it does not exist. Of several sources
  /// that it lies in, one that saves it tells.
  package func explain(_ path: FilePath, kind: NodeKind) -> Explanation {
    let explanations = sources.compactMap { explain(path, in: $0, kind: kind) }
    return explanations.first(where: \.isSaved) ?? explanations.first
      ?? Explanation(path: path.bytes, verdict: .inNoSource, problem: nil)
  }

  private func explain(_ path: FilePath, in source: FilePath, kind: NodeKind) -> Explanation? {
    guard path.starts(with: source) else { return nil }
    let below = path.components.dropFirst(source.components.count)
    let names = below.compactMap { FileName($0.bytes) }
    guard names.count == below.count else { return nil }
    var descent = Descent(source, listing: selection.listings[source])
    let verdict = descent.follow(names, kind: kind) { device in
      SourceSelection(
        selection: selection, own: own, device: device, listing: selection.listings[source])
    }
    return Explanation(path: path.bytes, verdict: verdict, problem: descent.problem?.clause)
  }
}

/// The way from a source down to one path.
private struct Descent {
  private let source: FilePath
  private let listing: ListedPaths?
  /// Relative to the source.
  private var path: [UInt8] = []
  /// `nil` from the first name on that cannot be looked at.
  private var open: OpenFolder?
  private(set) var problem: Errno?

  init(_ source: FilePath, listing: ListedPaths?) {
    self.source = source
    self.listing = listing
  }

  private var absolute: [UInt8] {
    source.bytes.appending(path: path)
  }

  mutating func follow(
    _ names: [FileName], kind: NodeKind, _ selection: (_ device: UInt64) -> SourceSelection
  ) -> Explanation.Verdict {
    var device: UInt64 = 0
    do throws(Errno) {
      let folder = try OpenFolder.open(source)
      device = try folder.status().device
      open = folder
    } catch {
      if error == .notDirectory { return names.isEmpty ? .isSource : .notBelow(at: source.bytes) }
      problem = error
    }
    let source = selection(device)
    var decision = FolderSelection.Decision.save(nil)
    for (index, name) in names.enumerated() {
      let isLast = index == names.count - 1
      decision = decide(name, Array(names[..<index]), source, isLast ? kind : .folder)
      switch decision {
      case .enterOnly(let reason) where isLast: return .savedEmpty(reason)
      case .enterOnly(let reason), .leaveOut(let reason): return .leftOut(reason, at: absolute)
      case .save: break
      }
      guard isLast || descend(to: name) else { return .notBelow(at: absolute) }
    }
    return verdict(decision, names)
  }

  private func verdict(
    _ decision: FolderSelection.Decision, _ names: [FileName]
  ) -> Explanation.Verdict {
    guard !names.isEmpty else { return .isSource }
    if listing?.folder(at: names)?.isWhole == false { return .savedForListed }
    if case .save(let rule) = decision { return .saved(rule) }
    return .saved(nil)
  }

  /// About an entry of the present folder, whose path is taken over.
  private mutating func decide(
    _ name: FileName, _ above: [FileName], _ source: SourceSelection, _ kind: NodeKind
  ) -> FolderSelection.Decision {
    defer { path = path.appending(path: name.bytes) }
    guard let open else {
      var folder = FolderSelection(
        source, path: path, tag: nil, listed: source.listing?.folder(at: above))
      return folder.decide(name, kind: kind)
    }
    var folder = source.folder(path, above, open) { try? open.status(of: $0).kind }
    do throws(Errno) {
      return folder.decide(name, try open.status(of: name))
    } catch {
      problem = error
      self.open = nil
      return folder.decide(name, kind: kind)
    }
  }

  /// Into an entry of the present folder; `false` if it is none.
  private mutating func descend(to name: FileName) -> Bool {
    guard let folder = open else { return true }
    do throws(Errno) {
      open = try folder.openFolder(name)
    } catch {
      if error == .notDirectory || error == .tooManySymbolicLinkLevels { return false }
      problem = error
      open = nil
    }
    return true
  }
}
