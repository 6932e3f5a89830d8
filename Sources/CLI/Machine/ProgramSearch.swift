import Glibc

/// Programs of this machine, as a shell would find them.
enum ProgramSearch {
  /// In the folders of `$PATH`, and in those where programs for the administrator are.
  static func finds(_ name: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/sbin"]
    return folders.contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
