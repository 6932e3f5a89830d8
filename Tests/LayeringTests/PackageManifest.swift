/// The targets of a Package.swift and what each depends on, read from its text alone.
///
/// A scan and not `swift package dump-package`, which would run the package manager inside its own
/// test run. Dependencies are plain arrays: one with a `]` inside is beyond this scan.
struct PackageManifest {
  /// Names of modules and products, by target.
  let targets: [String: [String]]

  init(text: String) {
    let text = text.replacing(/(?m)(^|\s)\/\/.*$/, with: "")
    let product = /let (\w+)(?:: [\w.]+)? = [\w.]*\(\s*name: "(\w+)"/
    let shared = Dictionary(
      text.matches(of: product).map { ($0.1, $0.2) }, uniquingKeysWith: { first, _ in first })

    let target =
      #/
        \.(?:target|executableTarget|testTarget)\(\s*
        name:\ "(\w+)"
        (?:,\s*dependencies:\ \[([^\]]*)\])?
      /#
    targets = Dictionary(
      text.matches(of: target).map { match in
        (String(match.1), Self.names(in: match.2 ?? "", shared: shared))
      }, uniquingKeysWith: +)
  }

  /// Strings but those after `package:`, and variables replaced by the products they stand for.
  private static func names(in list: Substring, shared: [Substring: Substring]) -> [String] {
    let item = /package: "[^"]*"|"([\w-]+)"|(\w+)(?!\w|\s*[(:])/
    return list.matches(of: item).compactMap { match in
      if let name = match.1 { return String(name) }
      return match.2.map { String(shared[$0, default: $0]) }
    }
  }
}
