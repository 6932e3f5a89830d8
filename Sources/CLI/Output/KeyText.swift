import Format
import Repository
import Sealing

/// What is said when keys are added, changed and removed.
struct KeyText {
  private let location: String
  private let output: Output

  init(location: String, _ output: Output) {
    self.location = location
    self.output = output
  }

  func added(_ slot: KeySlot, _ sheet: RecoverySheet?) {
    guard output.format == .text else {
      return output.object(
        fields("added", slot) + (sheet.map { [("recovery_words", $0.json)] } ?? []))
    }
    output.summary("Key \(Self.name(slot)) added to the repository at \(Printable.text(location)).")
    guard let sheet else { return output.summary("  It opens with the new password.") }
    output.summary("")
    output.line("These 24 words open it. Write them down now: they are never shown again.")
    output.line("")
    for line in sheet.lines { output.line(line) }
  }

  func changed(_ slot: KeySlot, from old: KeySlot) {
    guard output.format == .text else {
      return output.object(fields("changed", slot) + [("replaced", .text(Hex.encode(old.id)))])
    }
    output.summary(
      "Key \(Self.name(slot)) of the repository at \(Printable.text(location)) opens with the new "
        + "password now.")
    output.summary("  A copy that somebody made of it before still opens with the old one.")
  }

  func removed(_ slot: KeySlot, of slots: KeySlots) {
    if output.format == .text {
      output.summary(
        "Key \(Self.name(slot)) removed: it no longer opens the repository at "
          + "\(Printable.text(location)).")
      output.summary("  A copy that somebody made of it before still opens with that key.")
    } else {
      output.object(fields("removed", slot))
    }
    // Whoever answered with -y has not been told before.
    if Self.leavesOnlyWords(slot, of: slots) {
      output.warn(
        "only recovery words open it now; a password is added with martlet key add", at: location)
    }
  }

  private static func leavesOnlyWords(_ slot: KeySlot, of slots: KeySlots) -> Bool {
    slots.slots.allSatisfy { $0.id == slot.id || $0.purpose == .recoveryWords }
  }

  /// "Remove the key "phone" (password, since 2026-03-01)?", and what to think of before.
  static func question(removing slot: KeySlot, of slots: KeySlots, opened: KeySlotID?) -> String {
    let warning =
      leavesOnlyWords(slot, of: slots)
      ? " Then only recovery words open the repository."
      : slot.id == opened?.bytes ? " It is the one that you are using." : ""
    return "Remove the key \(name(slot)) (\(slot.purpose.words), since \(slot.day))?\(warning)"
  }

  private static func name(_ slot: KeySlot) -> String { "\"\(Printable.text(slot.label))\"" }

  private func fields(_ change: String, _ slot: KeySlot) -> [(String, JSON)] {
    [("schema", .schema), ("type", "key"), ("change", .text(change))] + JSON.key(slot)
  }
}

// MARK: dry runs

extension KeyText {
  func wouldAdd(_ label: String) {
    guard output.format == .text else {
      return output.object([
        ("schema", .schema), ("type", "key"), ("change", "added"), ("dry_run", .flag(true)),
        ("label", .text(label)),
      ])
    }
    output.summary("Would add a key \"\(Printable.text(label))\"; nothing was changed.")
  }

  func wouldChange(_ slot: KeySlot) {
    would("change the password of", "changed", slot)
  }

  func wouldRemove(_ slot: KeySlot) {
    would("remove", "removed", slot)
  }

  private func would(_ verb: String, _ change: String, _ slot: KeySlot) {
    guard output.format == .text else {
      return output.object(fields(change, slot) + [("dry_run", .flag(true))])
    }
    output.summary(
      "Would \(verb) the key \(Self.name(slot)) (\(slot.shortID)); nothing was changed.")
  }
}
