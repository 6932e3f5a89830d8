import Format

/// Which index runs are written anew: those of which much is about packs that are no more, and
/// small ones when there are many, for each is a file to be read.
struct RunChoice {
  private static let smallBytes = 1 << 20
  private static let manySmallRuns = 16

  private(set) var merged: Set<LiveIndexRun> = []

  /// `lengths` are those of the files; `packs` says which packs each run names, and `staying` which
  /// of them stay.
  init(
    _ lengths: [LiveIndexRun: UInt64], packs: [LiveIndexRun: [PackID]], staying: Set<PackID>
  ) {
    for (run, named) in packs where !named.isEmpty {
      let gone = named.count { !staying.contains($0) }
      if gone * 2 > named.count { merged.insert(run) }
    }
    let small = lengths.filter { $0.value < Self.smallBytes }.map(\.key)
    if small.count >= Self.manySmallRuns { merged.formUnion(small) }
  }
}
