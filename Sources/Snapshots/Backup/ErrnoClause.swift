import SystemPackage

extension Errno {
  /// For a report: "permission denied".
  var clause: String {
    let text = description
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
