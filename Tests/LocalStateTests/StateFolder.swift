import Format
import LocalState
import SystemPackage
import TestSupport

/// An empty folder for state, removed with all that is in it at the end of a test.
final class StateFolder {
  static let repository = RepositoryID(.zero)

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  var path: FilePath { folder.path }

  /// The file of the repository that these tests remember.
  var file: FilePath { path.appending(Hex.encode(Self.repository.bytes.bytes) + ".sqlite") }

  /// Opens the database; once more for every call, as another process would.
  func open() -> StateDatabase { StateDatabase(in: path, for: Self.repository) }

  var names: [String] { folder.names }

  /// The permission bits of an entry.
  func mode(of name: String) -> UInt32 { folder.mode(of: name) }

  func contents() throws -> [UInt8] {
    let handle = try FileDescriptor.open(file, .readOnly)
    return try handle.closeAfter {
      var bytes = [UInt8](repeating: 0, count: Int(try handle.seek(offset: 0, from: .end)))
      let count = try bytes.withUnsafeMutableBytes {
        try handle.read(fromAbsoluteOffset: 0, into: $0)
      }
      return Array(bytes.prefix(count))
    }
  }

  func overwrite(with bytes: [UInt8]) throws {
    let handle = try FileDescriptor.open(
      file, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try handle.closeAfter { _ = try handle.writeAll(bytes) }
  }
}
