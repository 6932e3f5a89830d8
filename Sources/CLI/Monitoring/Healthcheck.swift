import CShims

/// Tells a monitoring service how a backup ended, by asking for an address of it.
///
/// As healthchecks.io has it: the address itself says that all is well, with `/fail` at the end of
/// its path that it is not. Nothing else is sent: what is saved where is nobody's business.
enum Healthcheck {
  private static let timeoutSeconds = 10
  private static let problemBytes = 512

  /// Why the service was not reached or did not like it, as a clause; `nil` when all is well.
  static func tell(_ address: String, isSaved: Bool) -> String? {
    var problem = [CChar](repeating: 0, count: problemBytes)
    let status = martlet_http_get(
      isSaved ? address : failing(address), "martlet/\(Martlet.version)", timeoutSeconds, &problem,
      problem.count)
    guard status >= 0 else {
      return String(
        decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return 200..<300 ~= status ? nil : "it answered with status \(status)"
  }

  /// The address that says that something failed.
  static func failing(_ address: String) -> String {
    let end = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
    var path = address[..<end]
    while path.last == "/" { path = path.dropLast() }
    return "\(path)/fail\(address[end...])"
  }

  /// The machine that the address leads to: the rest of it may be a secret.
  static func host(of address: String) -> String? {
    address.wholeMatch(of: /(https?:\/\/[^\/@?#]*)(?:[\/?#][^@]*)?/).map { String($0.1) }
  }
}
