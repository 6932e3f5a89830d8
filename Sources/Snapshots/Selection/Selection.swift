package import Format
package import SystemPackage

/// What of its sources a backup does not save; nothing, unless something is asked for.
///
/// A source itself is always saved; what is left out lies in it.
package struct Selection: Sendable {
  /// What an entry may be left out for, wherever it is.
  package enum Trait: Sendable {
    /// `chattr +d`; a folder with everything in it.
    case noDump
    /// Another device than its source's. A folder there is saved without what is in it, so that a
    /// restore has the place to mount it again.
    case otherFileSystem
    /// A folder with a valid `CACHEDIR.TAG`: it and the tag are saved, nothing else in it.
    case cacheFolder
  }

  /// Relative to each source.
  package var rules = IgnoreRules()
  /// Larger files are left out.
  package var largestFileBytes: UInt64?
  package var traits: Set<Trait> = []
  /// Of a folder with an entry of such a name it and that entry are saved, nothing else in it.
  package var markers: [FileName] = []
  /// The sources of which only some paths are saved.
  package var listings: [FilePath: ListedPaths] = [:]

  package init() {}

  /// Whether everything is saved.
  var isEverything: Bool {
    rules.isEmpty && largestFileBytes == nil && traits.isEmpty && markers.isEmpty
      && listings.isEmpty
  }
}
