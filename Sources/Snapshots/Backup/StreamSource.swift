package import FileTree
package import Format
package import SystemPackage

/// A source that is a stream: stdin, or what a command prints. In the snapshot it is a file.
package struct StreamSource: Sendable {
  /// Where streams are in a snapshot: no file can be there, so none is ever taken for one.
  package static let folder: FilePath = "/dev/stdin"

  /// Who writes it.
  package enum Origin: String, Sendable {
    case stdin
    case command = "the command"
  }

  /// `/dev/stdin/NAME`.
  package let path: FilePath
  let origin: Origin
  let input: InputStream
  /// Says, after the last byte, whether they were all: throws what went wrong with whoever wrote
  /// them. Then there is no snapshot.
  let confirm: @Sendable () throws -> Void

  package init(
    name: FileName, from origin: Origin, _ input: InputStream,
    confirm: @escaping @Sendable () throws -> Void
  ) {
    path = Self.path(of: name)
    self.origin = origin
    self.input = input
    self.confirm = confirm
  }

  /// Where a stream of that name is in a snapshot.
  package static func path(of name: FileName) -> FilePath {
    let name = FilePath(platformString: name.bytes.map { CChar(bitPattern: $0) } + [0])
    return folder.appending(name.components)
  }
}

extension StreamSource {
  /// The file it becomes: times and owner are those of the pipe, or of the file that stdin is.
  func task(_ source: SourceNames.Source, compared: Node?) throws(Errno) -> EntryTask {
    EntryTask(
      name: source.name, nodeName: source.name, status: try input.status(),
      parent: try OpenFolder.open("/"), place: EntryPlace(source: source.path.bytes, entry: nil),
      previous: compared?.kind == .file ? compared : nil, compared: compared)
  }
}
