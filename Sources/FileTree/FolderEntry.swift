package import Format

/// One entry of a folder as it was listed.
package struct FolderEntry: Hashable, Sendable {
  package let name: FileName
  package let status: FileStatus

  package init(name: FileName, status: FileStatus) {
    self.name = name
    self.status = status
  }
}
