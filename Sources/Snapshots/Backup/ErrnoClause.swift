import SystemPackage

extension Errno {
  /// For a report: "permission denied".
  var clause: String {
    let text = description
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// What happened to an entry between its listing and its reading, where the error says that: it
  /// is no failure, and the next backup finds what is there then.
  var movement: String? {
    switch self {
    case .noSuchFileOrDirectory: "vanished while it was read"
    // What was opened is no regular file; a link; no folder; a socket.
    case .staleNFSFileHandle, .tooManySymbolicLinkLevels, .notDirectory, .noSuchAddressOrDevice:
      "became something else while it was read"
    default: nil
    }
  }
}
