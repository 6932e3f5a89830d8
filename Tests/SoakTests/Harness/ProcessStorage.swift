import Storage
import TestSupport

/// The storage that all processes share, as one of them sees it: every call is a step at which
/// others may come first, or trouble comes.
final class ProcessStorage: Storage {
  let location = "shared"
  private let process: Process
  private let world: World

  init(_ process: Process, _ world: World) {
    self.process = process
    self.world = world
  }

  func list(_ folder: String) throws(StorageError) -> [StoredFile] {
    try world.call(process, .list, folder) { (_) throws(StorageError) in
      guard let middle = world.splitsListing() else {
        let files = world.disk.list(folder)
        world.twin?.list(folder, is: files)
        return files
      }
      // What is there throughout is seen; of the rest, some (S2).
      let first = world.disk.list(folder).filter { middle.isFirst($0.name) }
      try world.pause(process, .list, folder)
      let second = world.disk.list(folder).filter { !middle.isFirst($0.name) }
      return (first + second).sorted { $0.name < $1.name }
    }
  }

  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    try world.call(process, .read, name) { (_) throws(StorageError) in
      world.twin?.read(name, is: world.disk.visible[name])
      let bytes = try world.disk.contents(of: name, .read)
      guard bytes.count <= limit else { throw StorageError(.tooLarge, .read, name, at: location) }
      return bytes
    }
  }

  func read(_ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer)
    throws(StorageError)
  {
    try world.call(process, .read, name) { (_) throws(StorageError) in
      let rest = try world.disk.contents(of: name, .read).dropFirst(Int(clamping: offset))
      guard rest.count >= buffer.count else {
        throw StorageError(.truncated, .read, name, at: location)
      }
      buffer.copyBytes(from: rest.prefix(buffer.count))
    }
  }

  func size(of name: String) throws(StorageError) -> UInt64 {
    try world.call(process, .measure, name) { (_) throws(StorageError) in
      UInt64(try world.disk.contents(of: name, .measure).count)
    }
  }

  func create(_ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String)
    throws(StorageError) -> CreateOutcome
  {
    let target = try StoredName(name, .create, at: location)
    let contents = Array(bytes)
    return try world.call(process, .create, name) { (moment) throws(StorageError) in
      guard world.disk.write(contents, as: temporary) else {
        throw StorageError(
          .failed, .create, name, at: location, detail: "\(temporary) is taken")
      }
      if moment == .inDraft {
        world.tear(temporary)
        throw .death(.create, name)
      }
      let isFree = world.disk.giveName(name, to: temporary)
      if !isFree { world.disk.remove(temporary) }
      world.twin?.create(name, contents, via: temporary, is: isFree ? .created : .exists)
      if moment == .beforeSync { throw .death(.create, name) }
      if world.splitsCreation() { try world.pause(process, .create, name) }
      world.disk.sync(target.folder)
      return isFree ? .created : .exists
    }
  }

  func remove(_ name: String) throws(StorageError) {
    try world.call(process, .remove, name) { (_) throws(StorageError) in
      world.remove(name)
    }
  }
}

extension StorageError {
  /// What a process is told that is no more.
  static func death(_ operation: Operation, _ name: String) -> StorageError {
    StorageError(.unreachable, operation, name, at: "shared", detail: "the process is dead")
  }
}

extension DiskModel {
  func contents(
    of name: String, _ operation: StorageError.Operation
  ) throws(StorageError) -> [UInt8] {
    guard let bytes = visible[name] else {
      throw StorageError(.notFound, operation, name, at: "shared")
    }
    return bytes
  }

  func list(_ folder: String) -> [StoredFile] {
    let prefix = folder.isEmpty ? "" : folder + "/"
    return visible.compactMap { name, bytes in
      name.hasPrefix(prefix) ? StoredFile(name: name, size: UInt64(bytes.count)) : nil
    }.sorted { $0.name < $1.name }
  }
}
