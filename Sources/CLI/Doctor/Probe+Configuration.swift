import Glibc
import SystemPackage

extension Probe {
  /// Whether the configuration that is asked for is there.
  static let configuration = Probe { patient in
    guard let file = patient.invocation.environment.path("MARTLET_CONFIG") else { return [] }
    let error: Errno? = file.withPlatformString {
      access($0, R_OK) == 0 ? nil : Errno(rawValue: errno)
    }
    return [.configuration(file, error)]
  }
}

extension DoctorFinding {
  static func configuration(_ file: FilePath, _ error: Errno?) -> DoctorFinding {
    guard let error else { return .ok(.configuration, "\(file) can be read") }
    return .wrong(
      .configuration, "\(file), which $MARTLET_CONFIG names, cannot be read: \(error.clause)",
      advice: "Check the path and who may read it")
  }
}
