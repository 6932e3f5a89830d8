import Glibc
import SystemPackage

extension LocalStorage {
  package func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    let path = try StoredName(name, .read, at: location)
    let file = try openFile(path, .read)
    let size = try attempt(.read, name) { () throws(Errno) in try file.status().size }
    guard let count = Int(exactly: size), count <= limit else {
      let detail = "it has \(size) bytes, at most \(limit) are expected"
      throw StorageError(.tooLarge, .read, name, at: location, detail: detail)
    }
    let bytes = try attempt(.read, name) { () throws(Errno) in
      try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(Errno) in
        // The capacity may be more than was asked for.
        let target = UnsafeMutableRawBufferPointer(buffer)[..<count]
        filled = try file.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: target))
      }
    }
    try require(bytes.count, of: count, at: 0, in: name)
    return bytes
  }

  package func read(_ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer)
    throws(StorageError)
  {
    let file: OpenFiles.File
    if let open = openFiles.file(name) {
      file = open
    } else {
      let path = try StoredName(name, .read, at: location)
      file = OpenFiles.File(try openFile(path, .read))
      openFiles.keep(file, as: name)
    }
    let count = try attempt(.read, name) { () throws(Errno) in
      try file.descriptor.read(at: offset, into: buffer)
    }
    try require(count, of: buffer.count, at: offset, in: name)
  }

  package func size(of name: String) throws(StorageError) -> UInt64 {
    let path = try StoredName(name, .measure, at: location)
    let status = try attempt(.measure, name) { () throws(Errno) in
      try root.folder(path.folders).status(of: path.last)
    }
    guard status.isFile else { throw StorageError(.wrongKind, .measure, name, at: location) }
    return status.size
  }

  package func list(_ folder: String) throws(StorageError) -> [StoredFile] {
    guard folder.isEmpty || StoredName(folder) != nil else {
      throw StorageError(.invalidName, .list, folder, at: location)
    }
    return try attempt(.list, folder) { () throws(Errno) in try files(below: folder) }
  }

  private func files(below folder: String) throws(Errno) -> [StoredFile] {
    do {
      let start = try root.folder(folder.split(separator: "/"))
      return try FolderListing(below: start, named: folder).files
    } catch .noSuchFileOrDirectory {
      return []
    }
  }

  private func openFile(
    _ path: StoredName, _ operation: StorageError.Operation
  ) throws(StorageError) -> Descriptor {
    try attempt(operation, path.text) { () throws(Errno) in
      try root.folder(path.folders).file(path.last)
    }
  }

  private func require(_ count: Int, of expected: Int, at offset: UInt64, in name: String)
    throws(StorageError)
  {
    guard count < expected else { return }
    let detail = "\(expected) bytes from byte \(offset) are needed, \(count) are there"
    throw StorageError(.truncated, .read, name, at: location, detail: detail)
  }
}
