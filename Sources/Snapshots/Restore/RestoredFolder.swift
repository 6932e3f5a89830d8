import FileTree
import Format

/// A folder that is being restored: what is still to be done in it before it gets its attributes.
/// Used by the conducting thread alone.
final class RestoredFolder {
  /// What the folder gets when everything in it is done.
  enum Finish {
    /// The attributes of its node.
    case attributes(Node)
    /// What it had.
    case nothing
  }

  /// Where the folder is, and whether it has to be looked for.
  enum Place {
    case open(TargetFolder)
    /// It is made when the first entry needs it.
    case wanting
    /// A plan would make it.
    case planned
    /// It cannot be made or entered; its entries are passed over.
    case lost
  }

  let number: Int
  /// `nil` for the target.
  let parent: RestoredFolder?
  /// `nil` for the target.
  let node: Node?
  /// Before the path of the target's entries in reports: nothing, or the target's own path.
  let label: [UInt8]
  var place: Place
  var finish: Finish
  let scope: RestoreScope
  /// Whether it is restored for itself.
  let choice: RestoreSelection.Choice
  /// Entries and subfolders that are not done, and one as long as it is being walked.
  var unfinished = 1
  /// Something of the folder was not restored, or its entries are not all known.
  var hasFailure = false
  /// Names that the snapshot does not have.
  var surplus: [FileName] = []
  /// The mode that was changed to write into it.
  var formerPermissions: UInt16?

  init(
    number: Int, parent: RestoredFolder?, node: Node?, label: [UInt8], place: Place,
    finish: Finish, scope: RestoreScope, choice: RestoreSelection.Choice
  ) {
    self.scope = scope
    self.number = number
    self.parent = parent
    self.node = node
    self.label = label
    self.place = place
    self.finish = finish
    self.choice = choice
  }

  var target: TargetFolder? {
    if case .open(let target) = place { target } else { nil }
  }

  /// Relative to what is restored; empty for the target.
  var relativePath: [UInt8] {
    var components: [[UInt8]] = []
    var folder: RestoredFolder? = self
    while let current = folder {
      if let node = current.node { components.append(node.name.bytes) }
      folder = current.parent
    }
    return Array(components.reversed().joined(separator: [slash]))
  }

  /// As reports name the folder.
  var path: [UInt8] { Self.join(label, relativePath) }

  /// As reports name an entry of the folder.
  func path(of name: FileName) -> [UInt8] { Self.join(path, name.bytes) }

  /// Relative to what is restored; that of an entry further down.
  func relativePath(of names: [FileName]) -> [UInt8] {
    Self.join(relativePath, Array(names.map(\.bytes).joined(separator: [slash])))
  }

  /// Relative to what is restored.
  func relativePath(of name: FileName) -> [UInt8] { Self.join(relativePath, name.bytes) }

  private static func join(_ path: [UInt8], _ rest: [UInt8]) -> [UInt8] {
    if path.isEmpty || rest.isEmpty { return path + rest }
    return path.last == slash ? path + rest : path + [slash] + rest
  }
}

private let slash = UInt8(ascii: "/")
