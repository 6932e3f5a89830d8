import Format

/// Kind and permissions as `ls -l` shows them.
enum ModeText {
  /// "drwxr-xr-x".
  static func text(_ kind: NodeKind, _ permissions: UInt16) -> String {
    var text = Array("rwxrwxrwx").enumerated().map { index, letter in
      permissions >> (8 - index) & 1 == 1 ? letter : "-"
    }
    for (bit, place, set, alone) in [(11, 2, "s", "S"), (10, 5, "s", "S"), (9, 8, "t", "T")]
    where permissions >> bit & 1 == 1 {
      text[place] = Character(text[place] == "x" ? set : alone)
    }
    return kind.letter + String(text)
  }

  /// "0640".
  static func octal(_ permissions: UInt16) -> String {
    let digits = String(permissions, radix: 8)
    return String(repeating: "0", count: max(1, 4 - digits.count)) + digits
  }
}

extension NodeKind {
  fileprivate var letter: String {
    switch self {
    case .file: "-"
    case .folder: "d"
    case .symlink: "l"
    case .fifo: "p"
    case .socket: "s"
    case .blockDevice: "b"
    case .characterDevice: "c"
    }
  }

  /// For people and scripts.
  var word: String {
    switch self {
    case .file: "file"
    case .folder: "folder"
    case .symlink: "symlink"
    case .fifo: "fifo"
    case .socket: "socket"
    case .blockDevice: "block device"
    case .characterDevice: "character device"
    }
  }
}
