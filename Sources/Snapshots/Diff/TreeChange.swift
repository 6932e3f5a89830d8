import Format

/// One difference between a snapshot and another tree.
package struct TreeChange: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case added, removed
    /// The contents of a file are others, or a link or device node leads elsewhere.
    case contents
    /// Only what is said about the entry is.
    case metadata
    /// The same contents are under another path; of a folder, all that is in it.
    case renamed
  }

  package let kind: Kind
  /// Relative to the roots, where the entry is now or was; empty for the roots themselves.
  package let path: [UInt8]
  /// `nil` for what was added.
  package let old: EntryFacts?
  /// `nil` for what was removed.
  package let new: EntryFacts?
  package let attributes: [AttributeChange]
  /// Where a renamed entry was.
  package let oldPath: [UInt8]?
  /// Files in a renamed folder, or what else is no folder; 1 for such an entry itself.
  package let files: Int
  /// In the files.
  package let bytes: UInt64

  init(
    _ kind: Kind, _ path: [UInt8], old: EntryFacts?, new: EntryFacts?,
    _ attributes: [AttributeChange] = []
  ) {
    self.kind = kind
    self.path = path
    self.old = old
    self.new = new
    self.attributes = attributes
    oldPath = nil
    let entry = new ?? old
    files = entry?.kind == .folder ? 0 : 1
    bytes = entry?.size ?? 0
  }

  /// A rename.
  init(
    _ old: TreeChange, to new: TreeChange, _ attributes: [AttributeChange], files: Int,
    bytes: UInt64
  ) {
    kind = .renamed
    path = new.path
    self.old = old.old
    self.new = new.new
    self.attributes = attributes
    oldPath = old.path
    self.files = files
    self.bytes = bytes
  }

  /// The entry as it is now, or was.
  package var entry: EntryFacts? { new ?? old }
  package var isOfFolder: Bool { entry?.kind == .folder }
}

/// How many differences there are. Files here are what is no folder.
package struct DiffTotals: Equatable, Sendable {
  package struct Extent: Equatable, Sendable {
    package var files = 0
    package var folders = 0
    package var bytes: UInt64 = 0
  }

  package var added = Extent()
  package var removed = Extent()
  package var contents = 0
  /// Files and folders.
  package var metadata = 0
  /// A folder with all that is in it counts as one.
  package var renamed = 0
  /// Files that are the same; `nil` where that is not known, as equal folders are not read.
  package var same: Int? = 0
  /// `false` where there were too many differences to look for renames among them.
  package var renamesWereSought = true

  package var isNothing: Bool {
    added == Extent() && removed == Extent() && contents == 0 && metadata == 0 && renamed == 0
  }
}
