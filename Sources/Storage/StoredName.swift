/// A name that a storage accepts, split into its folder and the last component.
///
/// So few characters are allowed because they mean the same in every file system, URL and shell.
package struct StoredName: Hashable, Sendable {
  package static let maxComponents = 16
  package static let maxComponentBytes = 255

  package let text: String
  /// "packs/3f" of "packs/3f/3f9a…"; empty for a file in the root.
  package let folder: String
  /// "3f9a…" of "packs/3f/3f9a…".
  package let last: String

  /// `nil` unless one to sixteen components of `[a-zA-Z0-9._-]`, neither `.` nor `..`, with a
  /// single `/` between them.
  package init?(_ text: String) {
    let components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard components.count <= Self.maxComponents else { return nil }
    guard components.allSatisfy(Self.isComponent), let last = components.last else { return nil }
    self.text = text
    self.last = String(Substring(last))
    folder = components.dropLast().map { String(Substring($0)) }.joined(separator: "/")
  }

  /// The components of `folder`, outermost first.
  var folders: [Substring] { folder.split(separator: "/") }

  private static func isComponent(_ component: Substring.UTF8View) -> Bool {
    guard (1...maxComponentBytes).contains(component.count) else { return false }
    guard !component.elementsEqual(".".utf8), !component.elementsEqual("..".utf8) else {
      return false
    }
    return component.allSatisfy(isAllowed)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default:
      false
    }
  }
}

extension StoredName {
  /// A name given to `operation`, or the error that refuses it.
  package init(_ text: String, _ operation: StorageError.Operation, at location: String)
    throws(StorageError)
  {
    guard let name = Self(text) else {
      throw StorageError(.invalidName, operation, text, at: location)
    }
    self = name
  }
}
