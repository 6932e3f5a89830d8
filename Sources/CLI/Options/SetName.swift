import Format
import Snapshots

/// What sets may be called.
enum SetName {
  static let advice = "Choose another name, such as documents or mail.work"

  /// Why it cannot be one, as a clause that follows the name; `nil` where it can.
  static func problem(with typed: String) -> String? {
    guard NameText.isText(typed) else { return "is no text in UTF-8" }
    guard typed.utf8.count <= Limits.maxNameBytes else {
      return "is longer than \(Limits.maxNameBytes) bytes"
    }
    return SnapshotName.canName(set: typed)
      ? nil : "has a colon where \(Printable.text(typed))@latest would mean something else"
  }
}
