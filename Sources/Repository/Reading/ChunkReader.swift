package import Format
import Sealing
import Storage

/// Reads chunks: finds a copy, opens its frame, resolves deltas, and compares every plaintext with
/// its ID before anybody sees it [3.4-b]. One per worker thread; the frame cache is shared.
///
/// A copy that turns out damaged is passed over for the next one; only when none is left does a
/// read fail.
package final class ChunkReader {
  private let location: String
  private var index: ChunkIndex
  private var verdict: Int
  /// `nil` for whoever needs the index to stay as it is.
  private let renewal: IndexRenewal?
  private let cache: FrameCache
  private let opener: FrameOpener
  private let hasher: ChunkHasher

  /// Reads what one index names, and nothing else.
  package convenience init(
    _ repository: Repository, index: ChunkIndex, cache: FrameCache
  ) throws(RepositoryError) {
    try self.init(
      repository, IndexRenewal.Dated(index: index, verdict: 0), renewal: nil, cache: cache)
  }

  /// Reads for as long as it takes: what a prune moves meanwhile is found where it is then.
  package convenience init(
    _ repository: Repository, renewal: IndexRenewal, cache: FrameCache
  ) throws(RepositoryError) {
    try self.init(repository, renewal.current, renewal: renewal, cache: cache)
  }

  private init(
    _ repository: Repository, _ index: IndexRenewal.Dated, renewal: IndexRenewal?,
    cache: FrameCache
  ) throws(RepositoryError) {
    location = repository.storage.location
    self.index = index.index
    verdict = index.verdict
    self.renewal = renewal
    self.cache = cache
    do throws(SealingError) {
      opener = try FrameOpener(repository)
      hasher = try ChunkHasher(keyring: repository.keyring)
    } catch {
      throw RepositoryError(error, in: repository.storage.location)
    }
  }

  /// The plaintext of a chunk of that kind: what names it says what it must be [3.4-b].
  package func read(
    _ id: ChunkID, as kind: ChunkKind = .data
  ) throws(RepositoryError) -> [UInt8] {
    while true {
      do throws(RepositoryError) {
        return try readOnce(id, as: kind)
      } catch {
        guard error.code == .damaged, let renewal, let newer = try renewal.newer(than: verdict)
        else { throw error }
        (index, verdict) = (newer.index, newer.verdict)
      }
    }
  }

  private func readOnce(
    _ id: ChunkID, as kind: ChunkKind
  ) throws(RepositoryError) -> [UInt8] {
    let found = index.copies(of: id)
    guard !found.isEmpty else {
      throw .damaged("chunk \(id) is in no pack that is there", at: location)
    }
    let copies = found.filter { $0.kind == kind }
    guard !copies.isEmpty else {
      throw .damaged("chunk \(id) is not of the kind that is said of it", at: location)
    }
    var budget = Self.maxCopiesRead
    return try firstGood(of: copies, steps: 0, budget: &budget)
  }

  /// The plaintext of one copy, verified.
  package func read(_ location: ChunkLocation) throws(RepositoryError) -> [UInt8] {
    var budget = Self.maxCopiesRead
    return try read(location, steps: 0, budget: &budget)
  }

  /// The length of a chunk's plaintext, without reading it.
  package func length(of id: ChunkID) throws(RepositoryError) -> Int {
    guard let location = index.location(of: id) else {
      throw .damaged("chunk \(id) is in no pack that is there", at: location)
    }
    return location.rawLength
  }

  /// Bounds the reading of one chunk where many copies of many bases are damaged, which would be
  /// tried in all combinations.
  private static let maxCopiesRead = 128

  private func firstGood(
    of copies: [ChunkLocation], steps: Int, budget: inout Int
  ) throws(RepositoryError) -> [UInt8] {
    var firstError: RepositoryError?
    for copy in copies where budget > 0 {
      do throws(RepositoryError) {
        return try read(copy, steps: steps, budget: &budget)
      } catch {
        firstError = firstError ?? error
      }
    }
    throw firstError ?? .damaged("no copy of a chunk is left", at: location)
  }

  private func read(
    _ copy: ChunkLocation, steps: Int, budget: inout Int
  ) throws(RepositoryError) -> [UInt8] {
    budget -= 1
    return try plaintext(of: copy, in: try rawFrame(copy), steps: steps, budget: &budget)
  }

  /// Cuts the chunk out of its frame's raw bytes, applies its delta, and compares it with its ID.
  private func plaintext(
    of copy: ChunkLocation, in frame: [UInt8], steps: Int, budget: inout Int
  ) throws(RepositoryError) -> [UInt8] {
    // The frame may be one that another, contradicting, entry has opened.
    guard copy.position <= frame.count - copy.formLength else {
      throw .damaged("a chunk reaches beyond its frame", at: copy.place)
    }
    let place = copy.position..<copy.position + copy.formLength
    let plaintext: [UInt8]
    if let delta = copy.delta {
      let base = try base(of: delta, copy, steps: steps, budget: &budget)
      plaintext = try opener.applyDelta(frame, in: place, to: base, copy)
    } else {
      plaintext = place == frame.indices ? frame : Array(frame[place])
    }
    try verify(plaintext, copy)
    return plaintext
  }

  private func base(
    of delta: DeltaEntry, _ copy: ChunkLocation, steps: Int, budget: inout Int
  ) throws(RepositoryError) -> [UInt8] {
    guard steps < Limits.maxDeltaDepth else {
      throw .damaged("a chain of deltas is too long", at: copy.place)
    }
    let bases = index.copies(ofBase: delta.base, kind: copy.frame.kind)
    guard !bases.isEmpty else { throw .damaged("the base of a delta is missing", at: copy.place) }
    return try firstGood(of: bases, steps: steps + 1, budget: &budget)
  }

  private func verify(_ plaintext: [UInt8], _ copy: ChunkLocation) throws(RepositoryError) {
    try plaintext.withRawBytes { (bytes) throws(RepositoryError) in try verify(bytes, copy) }
  }

  private func verify(
    _ plaintext: UnsafeRawBufferPointer, _ copy: ChunkLocation
  ) throws(RepositoryError) {
    guard let id = try? hasher.id(kind: copy.kind.rawValue, plaintext), id == copy.id else {
      throw .damaged("a chunk is not what its ID says", at: copy.place)
    }
  }
}

extension ChunkReader {
  /// The raw bytes of the frame of `location`, which stands in the bytes of its whole pack.
  func openFrame(
    _ location: ChunkLocation, in pack: [UInt8]
  ) throws(RepositoryError) -> [UInt8] {
    try opener.frame(of: location, in: pack)
  }

  /// Whether a delta has no base any more while another copy of its chunk serves: a prune may leave
  /// it so in a pack that stays [10.4-c].
  func isLeftBehind(_ location: ChunkLocation) -> Bool {
    guard let delta = location.delta else { return false }
    return index.copies(ofBase: delta.base, kind: location.frame.kind).isEmpty
      && index.contains(location.id)
  }

  /// Proves a chunk in the raw bytes of its frame.
  func verify(_ location: ChunkLocation, in frame: [UInt8]) throws(RepositoryError) {
    guard location.delta == nil, location.position <= frame.count - location.rawLength else {
      var budget = Self.maxCopiesRead
      _ = try plaintext(of: location, in: frame, steps: 0, budget: &budget)
      return
    }
    let place = location.position..<location.position + location.rawLength
    try frame.withRawBytes { (bytes) throws(RepositoryError) in
      try verify(UnsafeRawBufferPointer(rebasing: bytes[place]), location)
    }
  }

  /// Whether deltas may start from this copy.
  func servesAsBase(_ copy: ChunkLocation) -> Bool {
    index.copies(ofBase: copy.id.bytes.prefix, kind: copy.frame.kind).contains {
      $0.pack == copy.pack && $0.frameOffset == copy.frameOffset
    }
  }

  /// The plaintext of a delta whose base is at hand, verified.
  func plaintext(
    of delta: ChunkLocation, _ form: [UInt8], from base: [UInt8]
  ) throws(RepositoryError) -> [UInt8] {
    let plaintext = try opener.applyDelta(form, in: form.indices, to: base, delta)
    try verify(plaintext, delta)
    return plaintext
  }

  /// The form in which its frame holds a copy that has been proved: its plaintext, or its delta.
  func form(of copy: ChunkLocation) throws(RepositoryError) -> [UInt8] {
    let plaintext = try read(copy)
    guard copy.delta != nil else { return plaintext }
    return Array(try rawFrame(copy)[copy.position..<copy.position + copy.formLength])
  }

  /// The frame of a copy as it stands in its pack, sealed, once its seal has proved it whole.
  func sealedFrame(of copy: ChunkLocation) throws(RepositoryError) -> [UInt8] {
    try opener.sealedFrame(of: copy)
  }

  /// The raw bytes of the frame that holds `copy`.
  private func rawFrame(_ copy: ChunkLocation) throws(RepositoryError) -> [UInt8] {
    let key = FrameCache.Key(pack: copy.pack, offset: copy.frameOffset)
    return try cache.frame(key) { () throws(RepositoryError) in try opener.frame(of: copy) }
  }
}

extension ChunkLocation {
  /// For messages: the pack and the byte at which the frame starts.
  package var place: String { "\(RepositoryPath.pack(pack).name), byte \(frameOffset)" }
}
