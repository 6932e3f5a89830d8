import SystemPackage

/// What an executor does to a root, one system call or a few that are one to whoever looks on.
enum MirrorCall: CaseIterable, Hashable, Sendable {
  /// An entry beside its place, or beside that of a folder to come.
  case make
  /// Contents or metadata become durable.
  case sync
  case exchange
  /// Of an entry that is complete to a name that is free, or from its place to one beside it.
  case rename
  case setMetadata
  case remove
}

/// Asked right before each call; what it throws is what the call fails with. For tests: in use it
/// does nothing.
typealias CallProbe = @Sendable (MirrorCall, Side, MirrorPath) throws(Errno) -> Void
