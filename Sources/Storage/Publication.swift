import SystemPackage

/// One create-if-absent in a local folder: write under a draft name, fsync, give the name, fsync
/// the same file again, fsync the folder. Where the name is taken nothing is written.
///
/// All of it is needed: with the first fsync and the rename alone, power cuts lost the newest name
/// on ext4 and on XFS. A name that could be seen is never taken back, because somebody may have
/// acted on it; where its durability is in doubt, an equal file replaces it in one step.
struct Publication: ~Copyable {
  /// How often a file is written before a failing disk is believed.
  static let maxTries = 3

  private enum Attempt {
    case done(CreateOutcome)
    /// Written, but not known to be durable, or gone meanwhile.
    case failed(Errno)
  }

  let name: String
  let folder: Descriptor
  let drafts: Descriptor
  let calls: SystemCalls
  /// Whether the name was free and this publication took it.
  private var isOurs = false

  init(
    name: String, folder: consuming Descriptor, drafts: consuming Descriptor, calls: SystemCalls
  ) {
    self.name = name
    self.folder = folder
    self.drafts = drafts
    self.calls = calls
  }

  /// Writes until one file is durable under the name, each time a new one.
  ///
  /// After a failed fsync the kernel may have dropped the bytes and call the file clean: to ask for
  /// the same file again would prove nothing.
  mutating func perform(_ bytes: UnsafeRawBufferPointer, via draft: String) throws(Errno)
    -> CreateOutcome
  {
    var failure: Errno?
    for _ in 0..<Self.maxTries {
      do throws(Errno) {
        switch try attempt(bytes, via: draft) {
        case .done(let outcome): return outcome
        case .failed(let cause): failure = cause
        }
      } catch .fileExists {
        // The draft of the try before could not be removed either.
        throw failure ?? .fileExists
      }
    }
    throw failure ?? .ioError
  }

  private mutating func attempt(_ bytes: UnsafeRawBufferPointer, via draft: String) throws(Errno)
    -> Attempt
  {
    if !isOurs, try isTaken() { return try confirmExisting() }
    let file = try drafts.newFile(draft)
    var isDraft = true
    // A draft that cannot be removed is removed with its session's others, later.
    defer { if isDraft { try? drafts.unlink(draft) } }
    if let failure = try file.write(bytes, by: calls) { return .failed(failure) }
    do {
      try file.sync(by: calls)
    } catch {
      return .failed(error)
    }
    guard try takeName(file, draft) else { return try confirmExisting() }
    isDraft = false
    isOurs = true
    do {
      try file.sync(by: calls)
      try folder.syncNames(by: calls)
    } catch {
      return .failed(error)
    }
    return .done(.created)
  }

  /// Whether the name is somebody else's already: to say so needs no room on a full disk.
  private func isTaken() throws(Errno) -> Bool {
    do {
      _ = try folder.status(of: name)
      return true
    } catch .noSuchFileOrDirectory {
      return false
    }
  }

  /// Moves the draft to the name; false if the name is somebody else's.
  private func takeName(_ file: borrowing Descriptor, _ draft: String) throws(Errno) -> Bool {
    if isOurs {
      try drafts.rename(draft, to: folder, as: name)
      return true
    }
    do {
      try drafts.renameExclusively(draft, to: folder, as: name, by: calls)
      return true
    } catch .fileExists {
      return false
    } catch .invalidArgument, .noFunction, .notSupportedOnSocket {
      return try linkName(file, draft)
    }
  }

  /// The same where the file system cannot rename exclusively, as NFS and many in user space.
  private func linkName(_ file: borrowing Descriptor, _ draft: String) throws(Errno) -> Bool {
    do {
      try drafts.link(draft, to: folder, as: name)
    } catch .fileExists {
      // Over a network the reply can be lost and the call repeated: then the name is ours.
      guard try folder.status(of: name).isSameFile(as: file.status()) else { return false }
    } catch .notPermitted {
      throw .notSupported
    }
    try drafts.unlink(draft)
    return true
  }

  /// Makes the file that has the name durable: its writer may not have got there yet.
  private func confirmExisting() throws(Errno) -> Attempt {
    do {
      try folder.file(name).sync(by: calls)
    } catch .noSuchFileOrDirectory {
      return .failed(.noSuchFileOrDirectory)
    }
    try folder.syncNames(by: calls)
    return .done(.exists)
  }
}

extension Descriptor {
  /// Makes the contents of this file durable.
  func sync(by calls: SystemCalls) throws(Errno) {
    _ = try uninterrupted { calls.sync(raw) }
  }

  /// Makes the names in this folder durable.
  func syncNames(by calls: SystemCalls) throws(Errno) {
    do {
      try sync(by: calls)
    } catch .invalidArgument, .notSupportedOnSocket {
      // Some network file systems know no fsync of folders: their names are durable at once.
    }
  }

  /// Moves an entry unless the new name is taken, which is `fileExists`.
  func renameExclusively(
    _ name: String, to folder: borrowing Descriptor, as newName: String, by calls: SystemCalls
  ) throws(Errno) {
    let target = folder.raw
    _ = try uninterrupted { calls.renameNoReplace(raw, name, target, newName) }
  }
}
