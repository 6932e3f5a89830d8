import SystemPackage

extension Probe {
  /// Whether the configuration, where there is one, can be used.
  static let configuration = Probe { patient in
    let environment = patient.invocation.environment
    do {
      guard let file = try ConfigurationFile(environment), file.isNamed || file.isThere else {
        return []
      }
      return DoctorFinding.configuration(try ConfigurationReview(of: file, environment), file.path)
    } catch {
      return [.wrong(.configuration, Failure(error))]
    }
  }
}

extension DoctorFinding {
  static func configuration(
    _ review: ConfigurationReview, _ path: FilePath
  ) -> [DoctorFinding] {
    let advice = "See all of it: martlet config check"
    let findings = review.findings.compactMap { finding -> DoctorFinding? in
      let place = "\(path), \(finding.position.text): \(finding.problem)"
      switch finding.weight {
      case .error: return .wrong(.configuration, place, advice: advice)
      case .warning: return .warning(.configuration, place, advice: advice)
      case .note: return nil
      }
    }
    return findings.isEmpty ? [.ok(.configuration, "\(path) is in order")] : findings
  }
}
