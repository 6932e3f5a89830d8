import Storage

/// What happened in a world, for whoever has to understand a failure.
struct Story {
  enum Event {
    case start(Process, String)
    case call(Process, StorageError.Operation, String)
    case trouble(Process)
    case success(Process)
    case failure(Process, String)
  }

  private(set) var events: [Event] = []
  /// Of the calls and who made them: two lives of one seed have the same.
  private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func note(_ event: Event) {
    events.append(event)
    if case .call(let process, _, let name) = event {
      mix(UInt64(process.number))
      for byte in name.utf8 { mix(UInt64(byte)) }
    }
  }

  private mutating func mix(_ value: UInt64) {
    fingerprint = (fingerprint ^ value) &* 0x100_0000_01B3
  }

  /// A line for each event; calls that follow one another in one line.
  var text: String {
    var lines: [String] = []
    for event in events { lines.append(Self.line(event)) }
    return lines.joined(separator: "\n")
  }

  private static func line(_ event: Event) -> String {
    switch event {
    case .start(let process, let machine):
      "p\(process.number) starts on \(machine): \(plain("\(process.errand)"))"
    case .call(let process, let operation, let name):
      "p\(process.number)   \(operation) \(name)"
    case .trouble(let process): "p\(process.number) trouble: \(plain("\(process.trouble)"))"
    case .success(let process): "p\(process.number) is done"
    case .failure(let process, let error): "p\(process.number) fails: \(error)"
    }
  }

  /// Without the names of modules and types before each case.
  private static func plain(_ text: String) -> String {
    text.replacing(/\b(?:[A-Z]\w*\.)+/, with: "")
  }
}
