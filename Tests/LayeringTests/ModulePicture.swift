/// The module picture as a table: a module may use what stands in a row under its own.
enum ModulePicture {
  static let rows: [[String]] = [
    ["Pipelines", "Format", "Chunking", "CShims", "CToml"],
    ["FileTree", "Sealing", "Storage"],
    ["Repository"],
    ["Snapshots", "LocalState"],
    ["Mirror", "Mount", "Web", "StorageSFTP", "StorageHTTP"],
    ["CLI"],
  ]

  /// What the core, rows 1 to 4, may import from outside the package; the edges choose freely.
  static let coreLibraries: Set = ["Glibc", "Synchronization", "SystemPackage"]
  static let moreLibraries: [String: Set<String>] = [
    // GRDB knows bytes only as Foundation's `Data`.
    "LocalState": ["GRDB", "FoundationEssentials"]
  ]

  /// The row of a module, counted from 1; `nil` for what is not in the picture.
  static func row(_ module: String) -> Int? {
    rows.firstIndex { $0.contains(module) }.map { $0 + 1 }
  }

  /// What is wrong with `module` using `other`; `nil` if nothing is.
  static func objection(to module: String, using other: String) -> String? {
    guard let row = row(module) else { return "\(module) is not in the module picture" }
    if let otherRow = Self.row(other) {
      return otherRow < row
        ? nil : "\(module) (row \(row)) must not use \(other) (row \(otherRow))"
    }
    let allowed = coreLibraries.union(moreLibraries[module, default: []])
    return row > 4 || allowed.contains(other)
      ? nil : "\(module) (row \(row), core) must not use \(other)"
  }
}
