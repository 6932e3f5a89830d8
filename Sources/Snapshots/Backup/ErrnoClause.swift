import SystemPackage

extension Errno {
  /// What became of an entry that cannot be opened as what it was when its folder was listed;
  /// `nil` for errors that say nothing of the kind.
  var disappearance: String? {
    switch self {
    case .noSuchFileOrDirectory: "vanished while it was read"
    // A folder that is a file or a link; a link or a folder where a file was; a socket.
    case .notDirectory, .tooManySymbolicLinkLevels, .staleNFSFileHandle, .noSuchAddressOrDevice:
      "became something else while it was read"
    default: nil
    }
  }

  /// For a report: "permission denied".
  var clause: String {
    let text = description
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
