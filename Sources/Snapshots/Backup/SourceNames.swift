package import Format
import Repository
package import SystemPackage

/// What each source is called in the root tree: its last component, `root` for `/`, and `-2`, `-3`
/// … where names would be equal [8.1-a].
package struct SourceNames: Equatable, Sendable {
  package struct Source: Equatable, Sendable {
    package let path: FilePath
    package let name: FileName
  }

  /// In the order of their names, which is the order of the root's nodes.
  package let sources: [Source]

  /// `paths` are absolute; one that is given twice counts once, and their order says nothing: the
  /// same paths are the same set.
  package init(_ paths: [FilePath]) {
    var seen: Set<FilePath> = []
    var taken: Set<FileName> = []
    var sources: [Source] = []
    let ordered = paths.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    for path in ordered where seen.insert(path).inserted {
      let wanted = path.lastComponent?.bytes ?? Array("root".utf8)
      guard let name = Self.free(wanted, besides: taken) else { continue }
      taken.insert(name)
      sources.append(Source(path: path, name: name))
    }
    self.sources = sources.sorted { $0.name < $1.name }
  }

  /// Without one of them; the others are called what they were.
  init(_ other: SourceNames, besides path: FilePath?) {
    sources = other.sources.filter { $0.path != path }
  }

  /// Why nothing at all can be saved.
  func noneIsReadable(missing: Int, reason: String? = nil) -> RepositoryError {
    let isNothingThere = missing >= sources.count
    let cause = reason.map { ": \($0)" } ?? ""
    return RepositoryError(
      .failed, "none of the sources \(isNothingThere ? "exists" : "can be read\(cause)")",
      at: sources.map(\.path.description).joined(separator: ", "),
      advice: isNothingThere ? "check the paths" : "check who may read them")
  }

  private static func free(_ wanted: [UInt8], besides taken: Set<FileName>) -> FileName? {
    for number in 1... {
      let suffix = number == 1 ? [] : Array("-\(number)".utf8)
      let name = FileName(wanted.prefix(FileName.maxBytes - suffix.count) + suffix)
      guard let name else { return nil }
      if !taken.contains(name) { return name }
    }
    return nil
  }
}

extension FilePath {
  /// The path's raw bytes.
  package var bytes: [UInt8] { withPlatformString(rawBytes) }
}

extension FilePath.Component {
  /// The name's raw bytes.
  package var bytes: [UInt8] { withPlatformString(rawBytes) }
}

private func rawBytes(_ text: UnsafePointer<CInterop.PlatformChar>) -> [UInt8] {
  var bytes: [UInt8] = []
  var index = 0
  while text[index] != 0 {
    bytes.append(UInt8(bitPattern: text[index]))
    index += 1
  }
  return bytes
}
