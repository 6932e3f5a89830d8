import ArgumentParser
import Format

/// Tags and notes as they may be stored.
enum RemarkText {
  static func validate(tags: [String]) throws {
    for tag in tags {
      guard !tag.isEmpty else { throw ValidationError("A tag is empty") }
      try validate(tag, "The tag", limit: Limits.maxTagBytes)
    }
    guard Set(tags).count <= Limits.maxTags else {
      throw ValidationError("More than \(Limits.maxTags) tags are given")
    }
  }

  static func validate(note: String) throws {
    try validate(note, "The note", limit: Limits.maxNoteBytes)
  }

  private static func validate(_ text: String, _ what: String, limit: Int) throws {
    guard NameText.isText(text) else { throw ValidationError("\(what) is no text in UTF-8") }
    guard text.utf8.count <= limit else {
      throw ValidationError("\(what) is longer than \(limit) bytes")
    }
  }
}
