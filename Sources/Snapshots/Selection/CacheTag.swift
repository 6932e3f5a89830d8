import FileTree
import Format
import SystemPackage

/// The file that tells that a folder is a cache (bford.info/cachedir).
enum CacheTag {
  static let name = FileName(Array("CACHEDIR.TAG".utf8))

  private static let signature = Array("Signature: 8a477f597d28d172789f06886806bc55".utf8)

  /// Whether the file begins as it must; not if it cannot be read.
  static func isValid(_ name: FileName, in folder: OpenFolder) -> Bool {
    var bytes = [UInt8](repeating: 0, count: signature.count)
    guard let file = try? folder.openFile(name),
      let count = try? bytes.withUnsafeMutableBytes({ (buffer) throws(Errno) in
        try file.read(into: buffer, at: 0)
      })
    else { return false }
    return count == signature.count && bytes == signature
  }
}
