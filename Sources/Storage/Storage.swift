/// Named bytes: write-once files under names that are never used again (FORMAT.md 2).
///
/// A name is one to sixteen components of `[a-zA-Z0-9._-]` joined by `/`, none of them `.` or `..`;
/// every other name is refused with `invalidName` before anything is touched. All calls block, and
/// all may be made from several threads at once. `StorageContract` is this comment as tests.
///
/// After an error other than `invalidName`, a change may or may not have happened (a reply can be
/// lost): asking again is safe, because creating tells "created" from "exists" and removing twice
/// is the same as removing once.
package protocol Storage: Sendable {
  /// For messages: "/mnt/usb/martlet".
  var location: String { get }

  /// Every file below `folder` at any depth up to sixteen, by full name ("packs/3f/3f9a…"), sorted
  /// by name; none if there is no such folder. An empty `folder` lists everything.
  ///
  /// Files that are there throughout the call are all listed; it need not be one instant (S2).
  /// A foreign file may appear with a name that this protocol refuses: whoever reads a listing
  /// ignores what it does not know. What is neither file nor folder, links above all, is left out.
  func list(_ folder: String) throws(StorageError) -> [StoredFile]

  /// A whole file, at most `limit` bytes; a longer one is `tooLarge`, before anything is allocated.
  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8]

  /// Fills `buffer` with the bytes from `offset`; `truncated` if the file ends before.
  ///
  /// Made for many small reads from one pack. The buffer's contents are undefined after an error.
  func read(_ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer)
    throws(StorageError)

  /// How many bytes a file has.
  func size(of name: String) throws(StorageError) -> UInt64

  /// Creates a file unless the name is taken, as one atomic step (S1): of several that create one
  /// name at once, exactly one is told `created`, and nobody ever reads a part of a file.
  ///
  /// On return the file under the name is durable, whoever wrote it; where the name was taken
  /// before, that needs no room. `temporary` ("tmp/SID-k") is a name of the caller's own under
  /// which the bytes may stand first; nothing is left there afterwards, unless the machine stops.
  func create(_ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String)
    throws(StorageError) -> CreateOutcome

  /// Removes a file; it is no error if there is none.
  ///
  /// Not durable on return (S3): after a power cut the file may be back.
  func remove(_ name: String) throws(StorageError)
}

extension Storage {
  package func create(_ name: String, _ bytes: [UInt8], via temporary: String)
    throws(StorageError) -> CreateOutcome
  {
    try bytes.withUnsafeBufferPointer { buffer throws(StorageError) in
      try create(name, UnsafeRawBufferPointer(buffer), via: temporary)
    }
  }

  /// The `count` bytes from `offset`; the count is the caller's to bound.
  package func read(_ name: String, at offset: UInt64, count: Int) throws(StorageError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(StorageError) in
      // The capacity may be more than was asked for.
      let target = UnsafeMutableRawBufferPointer(buffer)[..<count]
      try read(name, at: offset, into: UnsafeMutableRawBufferPointer(rebasing: target))
      filled = count
    }
  }
}
