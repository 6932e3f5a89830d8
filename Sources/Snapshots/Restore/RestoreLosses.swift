import FileTree
package import SystemPackage

/// What entries were restored without, in sum: a file system that has no attributes has none for a
/// million entries.
package struct RestoreLosses: Equatable, Sendable {
  /// What was lost, and why.
  package struct Cause: Hashable, Sendable {
    /// For people: "mode", "attribute user.comment".
    package let what: String
    package let error: Errno
  }

  /// How often, and where for instance.
  package struct Extent: Equatable, Sendable {
    package var count = 0
    /// The first paths.
    package var examples: [[UInt8]] = []
  }

  private static let maxExamples = 5

  /// Entries whose owner could not be set, as is usual for an ordinary user.
  package private(set) var owners = 0
  /// Of those, how many lack setuid or setgid for that reason.
  package private(set) var setIDs = 0
  /// Attributes that only the superuser may set, at an ordinary user's restore.
  package private(set) var privileged = 0
  /// Further names that became copies.
  package var hardLinks = 0
  /// Everything else.
  package private(set) var others: [Cause: Extent] = [:]

  package init() {}

  mutating func add(
    _ failures: [AttributeFailure], bySuperuser: SuperuserState, path: () -> [UInt8]
  ) {
    let ownerIsLost = failures.contains { $0.attribute == .owner }
    for failure in failures {
      // Of an ordinary user it was to be expected.
      let isNatural = bySuperuser == .ordinary && failure.error == .notPermitted
      switch failure.attribute {
      case .owner where isNatural: owners += 1
      case .setIDs where isNatural && ownerIsLost: setIDs += 1
      case .extended(let name) where isNatural && Self.isPrivileged(name): privileged += 1
      default: note(failure, path)
      }
    }
  }

  private mutating func note(_ failure: AttributeFailure, _ path: () -> [UInt8]) {
    let cause = Cause(what: failure.attribute.words, error: failure.error)
    others[cause, default: Extent()].count += 1
    guard others[cause, default: Extent()].examples.count < Self.maxExamples else { return }
    others[cause, default: Extent()].examples.append(path())
  }

  private static func isPrivileged(_ name: [UInt8]) -> Bool {
    name.starts(with: "trusted.".utf8) || name.starts(with: "security.".utf8)
  }
}

/// Who restores: what an ordinary user cannot give is no surprise.
enum SuperuserState: Sendable { case superuser, ordinary }

extension AttributeFailure.Attribute {
  /// For people, and short enough to sum up: attributes by their namespace.
  fileprivate var words: String {
    switch self {
    case .owner: return "owner"
    case .permissions: return "mode"
    case .setIDs: return "setuid or setgid"
    case .modified: return "time"
    case .extended(let name):
      if name.starts(with: "system.posix_acl_".utf8) { return "access list" }
      if name == Array("security.capability".utf8) { return "capability" }
      let space = Self.namespaces.first { name.starts(with: "\($0).".utf8) }
      return space.map { "attributes \($0).*" } ?? "attributes"
    }
  }

  /// Those that Linux has; any other is a name that no kernel gave.
  private static var namespaces: [String] { ["user", "trusted", "security", "system"] }
}
