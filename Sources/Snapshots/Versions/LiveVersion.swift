import FileTree
package import Format
import SystemPackage

/// What is at a place on this machine now.
package enum LiveVersion: Equatable, Sendable {
  case there(EntryFacts)
  case nothing
  /// It cannot be looked at.
  case unknown

  /// `place` is absolute. A link at its end is not followed.
  package init(at place: [UInt8]) {
    let path = FilePath(bytes: place)
    guard let name = path.lastComponent.flatMap({ FileName($0.bytes) }) else {
      self = .unknown
      return
    }
    do throws(Errno) {
      let folder = try OpenFolder.open(path.removingLastComponent())
      let status = try folder.status(of: name)
      let target = status.kind == .symlink ? try folder.readLink(name) : []
      self = .there(EntryFacts(status, Owners().owner(of: status), target: target))
    } catch {
      self = [.noSuchFileOrDirectory, .notDirectory].contains(error) ? .nothing : .unknown
    }
  }

  /// Whether it is taken for what the node says, by kind, size and time; never a folder.
  package func isVersion(_ node: Node) -> Bool {
    guard case .there(let facts) = self, node.kind != .folder else { return false }
    let wanted = EntryFacts(node)
    return facts.kind == wanted.kind && facts.size == wanted.size && facts.target == wanted.target
      && facts.device == wanted.device && facts.modified.isSame(as: wanted.modified)
  }

  package func isNewer(than node: Node) -> Bool {
    if case .there(let facts) = self { facts.modified.isLater(than: node.modified) } else { false }
  }
}
