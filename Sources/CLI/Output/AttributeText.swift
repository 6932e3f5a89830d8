import Format
import Snapshots

/// Changed attributes as people and scripts read them.
enum AttributeText {
  /// "mode 0640 -> 0644, owner ann -> bob".
  static func text(_ changes: some Sequence<AttributeChange>) -> String {
    changes.map(text).joined(separator: ", ")
  }

  private static func text(_ change: AttributeChange) -> String {
    switch change {
    case .permissions(let old, let new): "mode \(ModeText.octal(old)) -> \(ModeText.octal(new))"
    case .user(let old, let new): "owner \(printable(old.userText)) -> \(printable(new.userText))"
    case .group(let old, let new):
      "group \(printable(old.groupText)) -> \(printable(new.groupText))"
    case .modified(let old, let new): "time \(times(old, new))"
    case .target(let old, let new): "target \(Printable.text(old)) -> \(Printable.text(new))"
    case .device(let old, let new): "device \(device(old)) -> \(device(new))"
    case .extended(let name, let fate): "xattr \(Printable.text(name)) \(fate.rawValue)"
    }
  }

  static func json(_ change: AttributeChange) -> JSON {
    switch change {
    case .permissions(let old, let new):
      object("mode", .text(ModeText.octal(old)), .text(ModeText.octal(new)))
    case .user(let old, let new): object("owner", .text(old.userText), .text(new.userText))
    case .group(let old, let new): object("group", .text(old.groupText), .text(new.groupText))
    case .modified(let old, let new): object("time", .time(old), .time(new))
    case .target(let old, let new):
      .object([("name", "target")] + JSON.named("old", old) + JSON.named("new", new))
    case .device(let old, let new): object("device", .text(device(old)), .text(device(new)))
    case .extended(let name, let fate):
      .object(
        [("name", "xattr")] + JSON.named("xattr", name) + [("change", .text(fate.rawValue))])
    }
  }

  private static func object(_ name: String, _ old: JSON, _ new: JSON) -> JSON {
    .object([("name", .text(name)), ("old", old), ("new", new)])
  }

  private static func printable(_ text: String) -> String { Printable.text(text) }

  private static func device(_ number: UInt64) -> String {
    "\(number >> 32),\(number & 0xFFFF_FFFF)"
  }

  /// As exactly as it takes to tell one from the other.
  private static func times(_ old: Timestamp, _ new: Timestamp) -> String {
    guard let before = LocalTime(old), let after = LocalTime(new) else { return "is another" }
    let minutes = [before, after].map { "\($0.date) \($0.clock)" }
    if minutes[0] != minutes[1] { return minutes.joined(separator: " -> ") }
    let whole = [before, after].map(\.rfc3339)
    let seconds = whole.map { $0.dropFirst("2026-01-02T03:04".count).prefix(":05".count) }
    if seconds[0] != seconds[1] {
      return zip(minutes, seconds).map { "\($0)\($1)" }.joined(separator: " -> ")
    }
    return "\(minutes[0])\(seconds[0]), by less than a second"
  }
}

extension Owner {
  /// The name, or the number of who has none.
  var userText: String { user.isEmpty ? "\(userID)" : user }
  var groupText: String { group.isEmpty ? "\(groupID)" : group }
}
