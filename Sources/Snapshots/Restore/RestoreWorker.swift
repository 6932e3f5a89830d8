import FileTree
import Format
import Repository
import Sealing
import Storage
import SystemPackage

/// What became of one entry.
struct SettledEntry: Sendable {
  let entry: RestoredEntry
  let outcome: RestoredOutcome
}

/// One worker of a restore: reads chunks and writes files.
final class RestoreWorker {
  let request: RestoreRequest
  let attributes: RestoredAttributes
  let comparison: FileComparison
  let reader: ChunkReader
  private let counters: RestoreCounters

  init(
    _ repository: Repository, _ request: RestoreRequest, _ reading: RepositoryReading,
    cache: FrameCache, attributes: RestoredAttributes, counters: RestoreCounters
  ) throws(RepositoryError) {
    self.request = request
    self.attributes = attributes
    self.counters = counters
    reader = try ChunkReader(repository, renewal: reading.renewal, cache: cache)
    comparison = try FileComparison(repository, index: reading.index, TreeReader(reader))
  }

  func perform(_ task: RestoreTask) throws -> [SettledEntry] {
    switch task {
    case .chunks(let chunks): return try perform(chunks)
    case .entries(let work):
      return try work.map { work in
        let outcome = try settling(work.entry) { try perform(work) }
        if case .made = outcome { counters.addFile() }
        return SettledEntry(entry: work.entry, outcome: outcome)
      }
    }
  }

  /// An entry that cannot be restored is a line in the report; a target that is full ends
  /// everything.
  func settling(
    _ entry: RestoredEntry, _ body: () throws -> RestoredOutcome
  ) throws -> RestoredOutcome {
    do {
      return try body()
    } catch let error as RepositoryError where error.code == .damaged {
      return .failed(reason: "\(error.problem) (\(error.location))", isDamage: true)
    } catch let error as Errno {
      switch error {
      case .fileExists where request.overwriting == .never: return .kept(.present)
      case .fileExists: return .failed(reason: entry.whyItsNameIsTaken, isDamage: false)
      case .noSpace, .diskQuotaExceeded: throw full(error, entry)
      case .readOnlyFileSystem: throw RepositoryError.readOnlyTarget(at: entry.place)
      default: return .failed(reason: error.clause, isDamage: false)
      }
    }
  }

  private func full(_ error: Errno, _ entry: RestoredEntry) -> RepositoryError {
    let free = (try? entry.folder.open().folder.freeBytes()) ?? 0
    let place: String
    if case .folder(let target) = request.target {
      place = target.appending(entry.place).string
    } else {
      place = entry.place
    }
    return RepositoryError(
      .full,
      "the target is full: \(ByteText.of(entry.node.size)) are needed, "
        + "\(ByteText.of(free)) are free",
      at: place,
      advice: "free some space there and run the same command again: it goes on from there",
      cause: error)
  }
}

// MARK: chunks

extension RestoreWorker {
  private func perform(_ chunks: [PlacedChunk]) throws -> [SettledEntry] {
    var settled: [SettledEntry] = []
    var rest = chunks[...]
    while let first = rest.first {
      let places = rest.prefix { $0.id == first.id }
      rest = rest.dropFirst(places.count)
      do {
        let bytes = try reader.read(first.id)
        let zeros = OnceKnown { bytes.withUnsafeBytes(\.isAllZeros) }
        for place in places {
          settled += try settle(place) { try write(bytes, zeros, to: $0, of: $1, at: $2) }
        }
      } catch let error as RepositoryError where error.code == .damaged {
        for place in places { settled += try settle(place) { _, _, _ in throw error } }
      }
    }
    return settled
  }

  private typealias Write = (FileWriter, Node, UInt64) throws -> Void

  private func settle(_ place: PlacedChunk, _ write: Write) throws -> [SettledEntry] {
    switch place.owner {
    case .whole(let entry):
      let outcome = try settling(entry) {
        let file = try entry.folder.open().createFile(entry.node.name, size: entry.node.size)
        try write(file, entry.node, 0)
        return try file.finished(entry, attributes)
      }
      if case .made = outcome { counters.addFile() }
      return [SettledEntry(entry: entry, outcome: outcome)]
    case .part(let file, let offset): return try settle(file, offset, write)
    }
  }

  private func settle(
    _ file: FileInProgress, _ offset: UInt64, _ write: Write
  ) throws -> [SettledEntry] {
    let entry = file.entry
    let failure = try settling(entry) {
      if let writer = try file.writer() { try write(writer, entry.node, offset) }
      return .same(nil)
    }
    if case .same = failure {
      guard let writer = file.finishOne() else { return [] }
      counters.addFile()
      let outcome = try settling(entry) { try writer.finished(entry, attributes) }
      return [SettledEntry(entry: entry, outcome: outcome)]
    }
    return file.fail() ? [SettledEntry(entry: entry, outcome: failure)] : []
  }

  /// Writes a chunk, but for what the node calls a hole and is nothing but zeros: the map is a
  /// hint, the bytes are what counts.
  private func write(
    _ bytes: [UInt8], _ zeros: OnceKnown, to file: FileWriter, of node: Node, at offset: UInt64
  ) throws(Errno) {
    try bytes.withRawBytes { (bytes) throws(Errno) in
      let end = offset + UInt64(bytes.count)
      for span in HoleSpans(node.holes, from: offset, to: end) {
        let part = UnsafeRawBufferPointer(
          rebasing: bytes[Int(span.start - offset)..<Int(span.end - offset)])
        if span.isHole, part.count == bytes.count ? zeros.value : part.isAllZeros { continue }
        try file.write(part, at: span.start)
      }
    }
    counters.add(bytes: bytes.count)
  }
}

/// A question that is asked at most once.
final class OnceKnown {
  private let ask: () -> Bool
  private(set) lazy var value = ask()

  init(_ ask: @escaping () -> Bool) {
    self.ask = ask
  }
}

extension FileWriter {
  /// The whole file gets its attributes and its name.
  func finished(
    _ entry: RestoredEntry, _ attributes: RestoredAttributes
  ) throws(Errno) -> RestoredOutcome {
    let place: RestoredPlace? =
      if entry.mayLead {
        RestoredPlace(folder: entry.folder, name: entry.node.name, identity: try identity())
      } else { nil }
    let failures = try finish(
      attributes.attributes(of: entry.node), existing: entry.existing)
    return .made(failures, place)
  }

  /// The same, with what goes wrong as an outcome.
  func finish(_ entry: RestoredEntry, _ attributes: RestoredAttributes) -> RestoredOutcome {
    do throws(Errno) {
      return try finished(entry, attributes)
    } catch {
      return .failed(reason: error.clause, isDamage: false)
    }
  }
}

extension RepositoryError {
  /// Nothing can be restored there.
  static func readOnlyTarget(at place: String) -> RepositoryError {
    RepositoryError(
      .failed, "the target is on a read-only file system", at: place,
      advice: "mount it writable, or choose another folder with --to",
      cause: Errno.readOnlyFileSystem)
  }
}

extension RestoredEntry {
  /// For errors that end the restore.
  var place: String { NameText.text(folder.path(of: node.name)) }

  /// Which entry has the name, under what name the folder lists it.
  var whyItsNameIsTaken: String {
    guard let folder = try? folder.open().folder, let there = try? folder.status(of: node.name),
      let names = try? folder.entries(),
      let other = names.first(where: { name in
        name != node.name && (try? folder.status(of: name)).map(there.isSameEntry) == true
      })
    else { return "something of that name has appeared there" }
    return "the file system takes its name for that of \(other.lossyText)"
  }

  /// Whether others may be made from it.
  var mayLead: Bool { node.isLinked || node.size >= RestoreDealer.leastSharedBytes }
}
