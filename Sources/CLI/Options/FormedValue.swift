import ArgumentParser

/// The value of an option that people write in a form of its own.
protocol FormedValue: ExpressibleByArgument {
  /// For whoever wrote it otherwise: "a size such as 500K".
  static var form: String { get }
}

/// What the values of options have to look like: the parser says only that they do not.
enum ValueForm {
  private static let types: [(any FormedValue.Type, [String])] = [
    (ReadShare.self, ["--read-data"]), (DateOption.self, ["--newer-than", "--older-than"]),
    (
      ByteSize.self,
      ["--larger-than", "--smaller-than", "--exclude-larger-than", "--max-repack"]
    ),
    (TimeSpan.self, ["--keep-within", "--wait", "--keep-runs"]),
    (UnusedShare.self, ["--max-unused"]),
  ]

  /// Of the option that the parser complains of.
  static func named(in complaint: String) -> String? {
    guard let option = complaint.firstMatch(of: /invalid for '(--[a-z-]+)/)?.1 else { return nil }
    return types.first { $0.1.contains(String(option)) }?.0.form
  }
}
