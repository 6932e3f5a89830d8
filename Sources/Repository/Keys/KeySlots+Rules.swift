package import Format
package import Sealing

// Which slot is meant, and what may be done with it: decided on what was read, before anything is
// written.

extension KeySlots {
  /// Fewer digits of an ID are rather a number in a list, and by chance name some key.
  private static let minIDDigits = 4

  /// The slot that somebody means: by its label, or else by the first digits of its ID, four at
  /// least.
  package func slot(named typed: String) throws(RepositoryError) -> KeySlot {
    let labelled = slots.filter { $0.label == typed }
    let begins = slots.filter { Hex.encode($0.id).hasPrefix(typed.lowercased()) }
    let isLongEnough = typed.utf8.count >= Self.minIDDigits
    let found = labelled.isEmpty && isLongEnough ? begins : labelled
    guard let slot = found.first else {
      let more = isLongEnough || begins.isEmpty ? "" : "type \(Self.minIDDigits) digits of an ID; "
      throw RepositoryError(
        .failed, "there is no key \"\(typed)\"", at: location,
        advice: "\(more)there are: \(Self.list(slots))")
    }
    guard found.count == 1 else {
      throw RepositoryError(
        .failed, "\(found.count) keys could be meant by \"\(typed)\"", at: location,
        advice: "name one by its ID: \(Self.list(found))")
    }
    return slot
  }

  /// The slot whose password is to be changed: the one of this label, or the one that opened the
  /// repository, or where that one is of recovery words the only one with a password.
  package func slotToChange(
    labelled label: String?, opened: KeySlotID?
  ) throws(RepositoryError) -> KeySlot {
    let slot = try label.map { (label) throws(RepositoryError) in try self.slot(named: label) }
    let withPassword = slots.filter { $0.purpose == .password }
    let own = withPassword.first { $0.id == opened?.bytes }
    let only = withPassword.count == 1 ? withPassword.first : nil
    guard let chosen = slot ?? own ?? only else {
      throw RepositoryError(
        .failed, "it was opened by recovery words, and has \(withPassword.count) passwords",
        at: location,
        advice: withPassword.isEmpty
          ? "add a password: martlet key add"
          : "say which is to be changed, with --label: \(Self.list(withPassword))")
    }
    guard chosen.purpose == .password else {
      throw RepositoryError(
        .failed, "\"\(chosen.label)\" opens with recovery words, which nobody can choose",
        at: location, advice: "make new ones: martlet key add --recovery")
    }
    return chosen
  }

  /// `name`, or if that is taken with the first number behind it that is not.
  package func freeLabel(_ name: String) -> String {
    let taken = Set(slots.map(\.label))
    let labels = [name] + (2...(Limits.maxKeySlots + 2)).map { "\(name) \($0)" }
    return labels.first { !taken.contains($0) } ?? name
  }

  /// Throws `failed` if another slot has the label, or if there are as many as readers look at.
  package func checkRoom(for label: String) throws(RepositoryError) {
    if let other = slots.first(where: { $0.label == label }) {
      throw RepositoryError(
        .failed, "there is a key \"\(label)\" already (\(other.shortID))", at: location,
        advice: "give this one another name: --label NAME")
    }
    guard count < Limits.maxKeySlots else { throw tooMany }
  }

  var tooMany: RepositoryError {
    RepositoryError(
      .failed, "it has \(Limits.maxKeySlots) keys, and no reader looks at more", at: location,
      advice: "remove one first: martlet key remove LABEL")
  }

  /// Throws `refused` unless another slot stays of which both copies are in order.
  package func checkMayGo(_ slot: KeySlot) throws(RepositoryError) {
    let others = slots.filter { $0.id != slot.id }
    guard !others.contains(where: isWhole) else { return }
    throw RepositoryError(
      .refused,
      others.isEmpty
        ? "\"\(slot.label)\" is the only key"
        : "no other key than \"\(slot.label)\" has both of its copies in order", at: location,
      advice: "add one first (martlet key add): nobody can read a repository without a key")
  }

  private static func list(_ slots: [KeySlot]) -> String {
    slots.map { "\"\($0.label)\" (\($0.shortID), \(Day(seconds: $0.created)))" }
      .joined(separator: ", ")
  }
}

extension KeySlot {
  /// What people see and type of its ID.
  package var shortID: String { String(Hex.encode(id).prefix(8)) }
}
