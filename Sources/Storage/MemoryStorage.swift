import Pipelines

/// A storage that lives and ends with the process: for experiments and tests.
///
/// Every change is as durable as it gets at once; what a power cut would leave is another test
/// storage's business.
package final class MemoryStorage: Storage {
  package let location: String
  private let state: Monitor<[String: [UInt8]]>

  /// Starts with `files`, by full name.
  package init(_ files: [String: [UInt8]] = [:], location: String = "memory") {
    self.location = location
    state = Monitor(files)
  }

  /// All files as they are now.
  package var files: [String: [UInt8]] { state.access { $0 } }

  package func list(_ folder: String) throws(StorageError) -> [StoredFile] {
    guard folder.isEmpty || StoredName(folder) != nil else {
      throw StorageError(.invalidName, .list, folder, at: location)
    }
    let prefix = folder.isEmpty ? "" : folder + "/"
    let found = files.filter { $0.key.hasPrefix(prefix) }
    return found.map { StoredFile(name: $0.key, size: UInt64($0.value.count)) }
      .sorted { $0.name < $1.name }
  }

  package func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    let bytes = try contents(of: name, .read)
    guard bytes.count <= limit else {
      let detail = "it has \(bytes.count) bytes, at most \(limit) are expected"
      throw StorageError(.tooLarge, .read, name, at: location, detail: detail)
    }
    return bytes
  }

  package func read(_ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer)
    throws(StorageError)
  {
    let bytes = try contents(of: name, .read)
    let rest = bytes.dropFirst(Int(clamping: offset)).prefix(buffer.count)
    guard rest.count == buffer.count else {
      let detail = "\(buffer.count) bytes from byte \(offset) are needed, \(rest.count) are there"
      throw StorageError(.truncated, .read, name, at: location, detail: detail)
    }
    buffer.copyBytes(from: rest)
  }

  package func size(of name: String) throws(StorageError) -> UInt64 {
    UInt64(try contents(of: name, .measure).count)
  }

  package func create(_ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String)
    throws(StorageError) -> CreateOutcome
  {
    _ = try StoredName(name, .create, at: location)
    _ = try StoredName(temporary, .create, at: location)
    let contents = Array(bytes)
    return state.access { files in
      guard files[name] == nil else { return .exists }
      files[name] = contents
      return .created
    }
  }

  package func remove(_ name: String) throws(StorageError) {
    _ = try StoredName(name, .remove, at: location)
    state.access { $0[name] = nil }
  }

  private func contents(
    of name: String, _ operation: StorageError.Operation
  ) throws(StorageError) -> [UInt8] {
    _ = try StoredName(name, operation, at: location)
    guard let bytes = state.access({ $0[name] }) else {
      throw StorageError(.notFound, operation, name, at: location)
    }
    return bytes
  }
}
