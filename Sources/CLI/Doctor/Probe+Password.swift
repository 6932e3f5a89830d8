import Format
import Glibc
import Repository
import Sealing
import SystemPackage

extension Probe {
  /// Where the password comes from, and whether it opens the repository.
  static let password = Probe { patient in
    do {
      let source = try patient.secretSource.get()
      guard source.isReady else {
        return [
          .askedPassword(
            hasTerminal: Terminal.isThere,
            isScheduled: patient.invocation.settings.profile?.schedule != nil)
        ]
      }
      guard let repository = try patient.repository?.get() else {
        return [.ok(.password, "from \(source.name), not tried")]
      }
      let slots = try KeySlots.read(repository.storage).slots
      let label = slots.first { $0.id == repository.keySlot?.bytes }?.label
      return [
        .ok(
          .password,
          "from \(source.name), opens it" + (label.map { ", by the key \"\($0)\"" } ?? ""))
      ]
    } catch {
      return [.wrong(.password, Failure(error))]
    }
  }

  /// Whether others may read the file that it comes from.
  static let passwordFile = Probe { patient in
    guard let file = try? patient.secretSource.get().file else { return [] }
    var status = stat()
    guard file.withPlatformString({ stat($0, &status) }) == 0 else { return [] }
    return [.passwordFile(file, mode: status.st_mode & 0o7777)]
  }
}

extension DoctorFinding {
  static func askedPassword(hasTerminal: Bool, isScheduled: Bool) -> DoctorFinding {
    let advice =
      "Say where it is: password-file or password-command in [repo.NAME], or --password-file"
    guard hasTerminal else {
      return .wrong(
        .password, "nothing says where it comes from, and there is no terminal to ask at",
        advice: advice)
    }
    guard isScheduled else {
      return .ok(.password, "asked for at the terminal, and so not tried")
    }
    return .wrong(
      .password, "asked for at the terminal, which a scheduled backup has not", advice: advice)
  }

  static func passwordFile(_ file: FilePath, mode: mode_t) -> DoctorFinding {
    let digits = String(mode, radix: 8)
    let octal = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    guard mode & 0o077 != 0 else { return .ok(.passwordFile, "only its owner can read \(file)") }
    return .warning(
      .passwordFile, "others may open \(file) (mode \(octal))",
      advice: "Let only its owner open it: chmod 600 \(file)")
  }
}
