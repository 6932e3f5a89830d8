import ArgumentParser
import Repository
import Sealing

/// What keys are called.
enum KeyLabel {
  /// The key that opens with the 24 words.
  static let recovery = "recovery"

  static func validate(_ label: String) throws {
    guard !label.isEmpty, label.utf8.count <= KeySlot.maxLabelBytes else {
      throw ValidationError("The label is empty or longer than \(KeySlot.maxLabelBytes) bytes")
    }
  }

  /// That of a password where nobody says another: the name of this machine.
  static func usual(_ invocation: Invocation) -> String {
    let host = invocation.surroundings.process.host
    return host.isEmpty || host.utf8.count > KeySlot.maxLabelBytes ? "password" : host
  }
}
