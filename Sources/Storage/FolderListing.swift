import Glibc
import SystemPackage

/// The plain files below a folder, sorted by name.
///
/// Entries that vanish meanwhile are left out, and so is everything that is neither file nor
/// folder. A folder is open while its subfolders are read, so the depth is bounded.
struct FolderListing {
  private(set) var files: [StoredFile] = []

  init(below folder: consuming Descriptor, named name: String) throws(Errno) {
    let prefix = name.isEmpty ? "" : name + "/"
    let depth = name.split(separator: "/").count
    try add(folder, prefix, depth)
    files.sort { $0.name < $1.name }
  }

  private mutating func add(
    _ folder: consuming Descriptor, _ prefix: String, _ depth: Int
  ) throws(Errno) {
    guard depth < StoredName.maxComponents else { return }
    let entries = try FolderEntries(folder)
    while let name = try entries.next() {
      do {
        try add(name, of: entries, prefix, depth)
      } catch .noSuchFileOrDirectory {
        continue
      }
    }
  }

  private mutating func add(
    _ name: UnsafePointer<CChar>, of entries: borrowing FolderEntries, _ prefix: String,
    _ depth: Int
  ) throws(Errno) {
    let status = try entries.status(of: name)
    let fullName = prefix + String(cString: name)
    if status.isFile {
      files.append(StoredFile(name: fullName, size: status.size))
    } else if status.isFolder {
      try add(entries.folder(name), fullName + "/", depth + 1)
    }
  }
}
