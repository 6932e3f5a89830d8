import Glibc
import Pipelines
import SystemPackage

extension LocalStorage {
  package func create(_ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String)
    throws(StorageError) -> CreateOutcome
  {
    let target = try StoredName(name, .create, at: location)
    let draft = try StoredName(temporary, .create, at: location)
    do {
      return try create(target, bytes, draft)
    } catch {
      throw StorageError(
        .init(error), .create, name, at: location, detail: space(bytes.count, error), cause: error)
    }
  }

  package func remove(_ name: String) throws(StorageError) {
    let path = try StoredName(name, .remove, at: location)
    try attempt(.remove, name) { () throws(Errno) in try unlink(path) }
    openFiles.forget(name)
  }

  private func unlink(_ path: StoredName) throws(Errno) {
    do {
      try root.folder(path.folders).unlink(path.last)
    } catch .noSuchFileOrDirectory {}
  }

  private func create(
    _ target: StoredName, _ bytes: UnsafeRawBufferPointer, _ draft: StoredName
  ) throws(Errno) -> CreateOutcome {
    var publication = Publication(
      name: target.last, folder: try durableFolder(target), drafts: try durableFolder(draft),
      calls: calls)
    return try publication.perform(bytes, via: draft.last)
  }

  /// The folder of `name`, made if needed, and durable whoever made it.
  ///
  /// A folder that another thread or process made a moment ago may not be on the disk yet, so the
  /// folder above it is flushed once for every folder used, not only for those made here.
  private func durableFolder(_ name: StoredName) throws(Errno) -> Descriptor {
    if durableFolders.access({ $0.contains(name.folder) }) {
      do {
        return try root.folder(name.folders)
      } catch .noSuchFileOrDirectory {}
    }
    var folder = try root.reopened()
    for component in name.folders {
      try folder.makeFolder(String(component))
      try folder.sync(by: calls)
      folder = try folder.folder(String(component))
    }
    durableFolders.access { _ = $0.insert(name.folder) }
    return folder
  }

  /// How much was needed and how much there is, where that is why a write failed.
  private func space(_ needed: Int, _ cause: Errno) -> String? {
    guard StorageError.Code(cause) == .full else { return nil }
    let text = ByteText.of(UInt64(clamping: needed))
    do {
      return "\(text) are needed, \(ByteText.of(try root.freeBytes())) are free"
    } catch {
      return "\(text) are needed"
    }
  }
}
