import Format
import Glibc
import SystemPackage

/// One change of a folder. The numbers choose among what is there when it is made, so that any edit
/// can follow any other.
package enum FolderEdit: Equatable, Sendable {
  package enum Contents: CaseIterable, Equatable, Sendable { case words, noise, zeros }

  case create(Contents, bytes: Int)
  case append(Int, bytes: Int)
  case overwrite(Int, at: Int, bytes: Int)
  case truncate(Int, keeping: Int)
  case rename(Int, into: Int)
  case delete(Int)
  case makeFolder
  case symlink(to: Int)
  case hardLink(to: Int)
  case fifo
  case mode(Int, UInt16)
  case attribute(Int, bytes: Int)
  case touch(Int)

  package static func random(using random: inout SeededGenerator) -> FolderEdit {
    let choice = Int.random(in: 0..<1_000, using: &random)
    // Most files are small, few are cut into many chunks.
    let bytes = Int.random(in: 0...(1 << Int.random(in: 0...18, using: &random)), using: &random)
    let few = Int.random(in: 1...200, using: &random)
    switch Int.random(in: 0..<20, using: &random) {
    case 0...4:
      let contents = Contents.allCases.randomElement(using: &random) ?? .zeros
      return .create(contents, bytes: bytes)
    case 5, 6: return .append(choice, bytes: bytes / 8)
    case 7, 8: return .overwrite(choice, at: bytes, bytes: few)
    case 9: return .truncate(choice, keeping: bytes / 2)
    case 10, 11: return .rename(choice, into: few)
    case 12: return .delete(choice)
    case 13: return .makeFolder
    case 14: return .symlink(to: choice)
    case 15: return .hardLink(to: choice)
    case 16: return .fifo
    case 17: return .mode(choice, UInt16(truncatingIfNeeded: few))
    case 18: return .attribute(choice, bytes: few)
    default: return .touch(choice)
    }
  }
}

/// Makes edits in a folder, each at a time of its own, so that no change hides in the tick of a
/// clock.
package struct FolderEditor: Sendable {
  package let source: SourceFolder
  private var random: SeededGenerator
  private var made = 0

  package init(_ source: SourceFolder, seed: UInt64) {
    self.source = source
    random = SeededGenerator(seed: seed)
  }

  /// An edit for which nothing suits is none.
  package mutating func perform(_ edit: FolderEdit) throws {
    made += 1
    let tree = try ModelTree(folder: source.path)
    guard let path = try change(edit, tree) else { return }
    try source.modified(path, seconds: 1_000_000_000 + made)
  }

  /// The path that was changed, if it is still there.
  private mutating func change(_ edit: FolderEdit, _ tree: ModelTree) throws(Errno) -> String? {
    let new = path("\(made)", in: pick(made, tree.folders))
    switch edit {
    case .create(let contents, let bytes):
      try source.file(new, self.contents(contents, bytes))
    case .makeFolder: try source.folder(new)
    case .fifo: try source.fifo(new)
    case .symlink(let target): try source.link(new, to: pick(target, tree.paths) ?? "nowhere")
    case .hardLink(let number):
      guard let target = pick(number, tree.names) else { return nil }
      try source.hardLink(new, to: target)
    default:
      return try alter(edit, tree)
    }
    return new
  }

  /// Changes something that is there.
  private mutating func alter(_ edit: FolderEdit, _ tree: ModelTree) throws(Errno) -> String? {
    switch edit {
    case .append(let number, let bytes):
      return try alter(file: number, tree) { $0 + random.words(bytes) }
    case .overwrite(let number, let offset, let bytes):
      return try alter(file: number, tree) { old in
        let start = old.isEmpty ? 0 : offset % old.count
        return old[..<start] + random.bytes(bytes) + old[min(old.count, start + bytes)...]
      }
    case .truncate(let number, let keeping):
      return try alter(file: number, tree) { Array($0.prefix(keeping)) }
    case .rename(let number, let folder):
      guard let old = pick(number, tree.paths) else { return nil }
      let new = path("\(made)", in: pick(folder, tree.folders.filter { !$0.hasPrefix(old) }))
      try source.move(old, to: new)
      return new
    case .delete(let number):
      if let old = pick(number, tree.removable) { try source.remove(old) }
      return nil
    default:
      return try alterMetadata(edit, tree)
    }
  }

  private mutating func alterMetadata(
    _ edit: FolderEdit, _ tree: ModelTree
  ) throws(Errno) -> String? {
    switch edit {
    case .mode(let number, let mode):
      guard let path = pick(number, tree.modal) else { return nil }
      // Its owner must be able to read it.
      try source.mode(path, mode_t(mode & 0o77 | 0o700))
      return path
    case .attribute(let number, let bytes):
      guard let path = pick(number, tree.names) else { return nil }
      try source.attribute(path, "user.a\(bytes % 3)", random.bytes(bytes))
      return path
    case .touch(let number): return pick(number, tree.paths)
    default: return nil
    }
  }

  private func alter(
    file number: Int, _ tree: ModelTree, _ change: ([UInt8]) -> [UInt8]
  ) throws(Errno) -> String? {
    guard let path = pick(number, tree.names) else { return nil }
    try source.file(path, change(tree.files[path] ?? []))
    return path
  }

  private mutating func contents(_ contents: FolderEdit.Contents, _ bytes: Int) -> [UInt8] {
    switch contents {
    case .words: random.words(bytes)
    case .noise: random.noise(bytes)
    case .zeros: [UInt8](repeating: 0, count: bytes)
    }
  }

  private func pick(_ number: Int, _ names: [String]) -> String? {
    names.isEmpty ? nil : names[number % names.count]
  }

  private func path(_ name: String, in folder: String?) -> String {
    guard let folder, !folder.isEmpty else { return name }
    return "\(folder)/\(name)"
  }
}

extension ModelTree {
  /// Everything but the root.
  fileprivate var paths: [String] { entries.keys.filter { !$0.isEmpty }.sorted() }
  fileprivate var names: [String] { files.keys.sorted() }
  fileprivate var folders: [String] {
    entries.filter { $0.value.content == .folder }.keys.sorted()
  }
  /// Files and folders, which have a mode of their own.
  fileprivate var modal: [String] { (names + folders).sorted() }
  /// Everything but folders with something in them.
  fileprivate var removable: [String] {
    paths.filter { path in
      entries[path]?.content != .folder || !paths.contains { $0.hasPrefix("\(path)/") }
    }
  }
}
