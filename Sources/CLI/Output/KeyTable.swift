import Format
import Repository
import Sealing

/// The keys of a repository, one a line.
struct KeyTable {
  let slots: KeySlots
  /// The one that opened the repository last from here.
  let lastOpened: KeySlotID?

  func show(_ output: Output) {
    guard output.format == .text else {
      for slot in slots.slots { output.object(fields(slot)) }
      return
    }
    var table = TextTable([
      .left("key"), .left("opens with"), .left("since"), .left("ID"), .right("memory"), .left(),
    ])
    for slot in slots.slots {
      table.add([
        Printable.text(slot.label), slot.purpose.words, slot.day, slot.shortID,
        Wording.bytes(UInt64(slot.cost.memoryBytes)), remarks(slot),
      ])
    }
    for line in table.lines { output.line(line) }
  }

  private func remarks(_ slot: KeySlot) -> String {
    let isLast = slot.id == lastOpened?.bytes
    return [
      isLast ? "opened it last from here" : nil,
      slots.isWhole(slot) ? nil : "! only one good copy",
    ].compactMap { $0 }.joined(separator: "   ")
  }

  private func fields(_ slot: KeySlot) -> [(String, JSON)] {
    [("schema", .schema), ("type", "key")] + JSON.key(slot) + [
      ("opened_last", .flag(slot.id == lastOpened?.bytes)),
      ("whole", .flag(slots.isWhole(slot))),
    ]
  }
}

extension JSON {
  /// What is known of a key without opening it.
  static func key(_ slot: KeySlot) -> [(String, JSON)] {
    [
      ("id", .text(Hex.encode(slot.id))), ("label", .text(slot.label)),
      ("opens_with", slot.purpose == .password ? "password" : "recovery_words"),
      ("created", .time(Timestamp(seconds: slot.created, nanoseconds: 0))),
      ("memory_bytes", .number(slot.cost.memoryBytes)),
    ]
  }
}

extension KeySlot {
  /// The day it was made.
  var day: String {
    LocalTime(Timestamp(seconds: created, nanoseconds: 0))?.date ?? "?"
  }
}

extension KeySlot.Purpose {
  var words: String {
    switch self {
    case .password: "password"
    case .recoveryWords: "recovery words"
    }
  }
}
