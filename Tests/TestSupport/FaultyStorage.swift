import Pipelines
package import Storage

/// A storage in memory that stops, or fails, where it is told to, and knows what a power cut would
/// leave.
///
/// Every change goes through the steps that a disk goes through (`Step`), one at a time, so other
/// threads may see the storage between two of them. A run without a fault counts `stepCount` and
/// `callCount`; a test repeats it with the fault at 0, 1, 2 … until `hasFired` stays false.
package final class FaultyStorage: Storage {
  /// One thing that happens to the disk; each is the end of what may be there after a stop.
  package enum Step: Equatable, Sendable {
    /// All bytes are under the temporary name, in the memory of the machine.
    case written(String)
    /// The bytes are on the disk; the name can be seen, but may not be on the disk.
    case named(String)
    /// The name, and every name given or removed in the same folder before, is on the disk.
    case synced(String)
    /// The name cannot be seen any more, but may still be on the disk.
    case removed(String)

    /// Of the file.
    package var name: String {
      switch self {
      case .written(let name), .named(let name), .synced(let name), .removed(let name): name
      }
    }
  }

  /// What goes wrong, once.
  package enum Fault: Equatable, Sendable {
    case none
    /// The machine stops after this many steps: the call that wants one more throws `unreachable`,
    /// and so does every call after it.
    case stop(afterSteps: Int)
    /// The call with this number, from 0, throws, and so does another; the storage lives on.
    case fail(call: Int, and: Int? = nil, StorageError.Code, Moment)
  }

  package enum Moment: Equatable, Sendable {
    /// Nothing has happened.
    case beforeEffect
    /// Everything has happened, and the reply is lost.
    case afterEffect
  }

  private struct State {
    var disk: DiskModel
    let fault: Fault
    var steps: [Step] = []
    var callCount = 0
    var hasFired = false
  }

  package let location: String
  private let state: Monitor<State>

  /// Starts with `files`, all of them durable.
  package init(
    _ files: [String: [UInt8]] = [:], fault: Fault = .none, location: String = "faulty"
  ) {
    self.location = location
    state = Monitor(State(disk: DiskModel(files), fault: fault))
  }

  /// The steps so far, in the order in which they happened.
  package var steps: [Step] { state.access { $0.steps } }
  package var stepCount: Int { state.access { $0.steps.count } }
  /// Calls of every kind so far, failed ones included.
  package var callCount: Int { state.access { $0.callCount } }
  /// Whether the fault has happened to somebody.
  package var hasFired: Bool { state.access { $0.hasFired } }

  /// What a new start finds if the machine stops now.
  package func survivors(_ unsynced: UnsyncedChanges) -> MemoryStorage {
    MemoryStorage(state.access { $0.disk.survivors(unsynced) }, location: location)
  }
}

// MARK: The calls

extension FaultyStorage {
  package func list(_ folder: String) throws(StorageError) -> [StoredFile] {
    try call(.list, folder) { () throws(StorageError) in try view(.list, folder).list(folder) }
  }

  package func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    try call(.read, name) { () throws(StorageError) in
      try view(.read, name).read(name, limit: limit)
    }
  }

  package func read(_ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer)
    throws(StorageError)
  {
    try call(.read, name) { () throws(StorageError) in
      try view(.read, name).read(name, at: offset, into: buffer)
    }
  }

  package func size(of name: String) throws(StorageError) -> UInt64 {
    try call(.measure, name) { () throws(StorageError) in
      try view(.measure, name).size(of: name)
    }
  }

  package func create(_ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String)
    throws(StorageError) -> CreateOutcome
  {
    let target = try StoredName(name, .create, at: location)
    _ = try StoredName(temporary, .create, at: location)
    let contents = Array(bytes)
    return try call(.create, name) { () throws(StorageError) in
      let isWritten = try step(.create, name) { disk in
        (.written(temporary), disk.write(contents, as: temporary))
      }
      guard isWritten else {
        let detail = "the temporary name \(temporary) is taken"
        throw StorageError(.failed, .create, name, at: location, detail: detail)
      }
      let isFree = try step(.create, name) { disk in
        if disk.giveName(name, to: temporary) { return (.named(name), true) }
        disk.remove(temporary)
        disk.sync(target.folder)
        return (.synced(name), false)
      }
      guard isFree else { return .exists }
      try step(.create, name) { disk in (.synced(name), disk.sync(target.folder)) }
      return .created
    }
  }

  package func remove(_ name: String) throws(StorageError) {
    _ = try StoredName(name, .remove, at: location)
    try call(.remove, name) { () throws(StorageError) in
      try step(.remove, name) { disk in (.removed(name), disk.remove(name)) }
    }
  }
}

// MARK: Faults

extension FaultyStorage {
  /// Counts a call, and throws before or after it if this is the one to fail.
  private func call<Result>(
    _ operation: StorageError.Operation, _ name: String,
    _ body: () throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    let failure: (code: StorageError.Code, moment: Moment)? = state.access { state in
      defer { state.callCount += 1 }
      guard case .fail(let one, let other, let code, let moment) = state.fault,
        state.callCount == one || state.callCount == other
      else { return nil }
      state.hasFired = true
      return (code, moment)
    }
    if let failure, failure.moment == .beforeEffect {
      throw StorageError(failure.code, operation, name, at: location, detail: "made to fail")
    }
    let result = try body()
    if let failure {
      throw StorageError(
        failure.code, operation, name, at: location, detail: "made to lose a reply")
    }
    return result
  }

  /// Performs and records one step, unless the machine has stopped.
  private func step<Result>(
    _ operation: StorageError.Operation, _ name: String,
    _ change: (inout DiskModel) -> (Step, Result)
  ) throws(StorageError) -> Result {
    var outcome: Result?
    state.access { state in
      guard !stops(&state) else { return }
      let (step, result) = change(&state.disk)
      state.steps.append(step)
      outcome = result
    }
    guard let outcome else { throw stopped(operation, name) }
    return outcome
  }

  /// The files as they can be seen now, unless the machine has stopped.
  private func view(
    _ operation: StorageError.Operation, _ name: String
  ) throws(StorageError) -> MemoryStorage {
    let files = state.access { state in stops(&state) ? nil : state.disk.visible }
    guard let files else { throw stopped(operation, name) }
    return MemoryStorage(files, location: location)
  }

  private func stops(_ state: inout State) -> Bool {
    guard case .stop(let limit) = state.fault, state.steps.count >= limit else { return false }
    state.hasFired = true
    return true
  }

  private func stopped(_ operation: StorageError.Operation, _ name: String) -> StorageError {
    StorageError(.unreachable, operation, name, at: location, detail: "the machine has stopped")
  }
}
