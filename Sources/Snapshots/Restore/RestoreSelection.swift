/// Which entries of a snapshot are restored, by their paths relative to what is restored.
package struct RestoreSelection: Sendable {
  /// What becomes of an entry.
  enum Choice {
    case wanted, unwanted
    /// A folder that is here for what is wanted in it.
    case passage
  }

  package init() {}

  /// Whether everything is.
  var isEverything: Bool { true }

  /// `isWithin`: the folder around it is wanted as a whole.
  func choice(_ path: [UInt8], isFolder: Bool) -> Choice { .wanted }
}
