import ArgumentParser
import Format
import Repository
import Snapshots

/// `martlet find PATTERN…`: where an entry is, in all snapshots.
struct FindCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: "Find files and folders in all snapshots by name.",
    discussion: """
      Patterns are those of a .gitignore: * and ? stand for anything but a slash, ** for anything. \
      One without a slash is compared with names, one with a slash with whole paths (**/docs/*.txt \
      at any depth); a slash at the end asks for a folder. What is the same in several snapshots \
      is listed once.
      """)

  static let examples = [
    CommandExample("martlet find 'tax*'", "All versions of all files whose names begin with tax."),
    CommandExample(
      "martlet find '*' --kind file --larger-than 1G --newer-than 2026-11-01",
      "What became large lately."),
  ]

  @Argument(help: ArgumentHelp("A name, or a pattern in quotes.", valueName: "pattern"))
  var patterns: [String]

  @Flag(help: "Take capital and small letters for the same.")
  var ignoreCase = false

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Only file, folder, symlink, fifo, socket, block-device or character-device. Can be "
        + "repeated.", valueName: "kind"))
  var kind: [NodeKind] = []

  @Option(help: ArgumentHelp("Only larger files: 500K, 100M, 1.5G.", valueName: "size"))
  var largerThan: ByteSize?

  @Option(help: ArgumentHelp("Only smaller files.", valueName: "size"))
  var smallerThan: ByteSize?

  @Option(
    help: ArgumentHelp(
      "Only what was modified on that day or later: today, yesterday, 2026-11-01, "
        + "\"2026-11-01 14:30\".", valueName: "date"))
  var newerThan: DateOption?

  @Option(help: ArgumentHelp("Only what was modified before that day.", valueName: "date"))
  var olderThan: DateOption?

  @Flag(name: .shortAndLong, help: "Mode and owner too.")
  var long = false

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Look through this snapshot only. Can be repeated.", valueName: "snap"),
    completion: .snapshot)
  var snapshot: [String] = []

  @OptionGroup(title: "Which snapshots") var filters: FilterOptions

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    guard !patterns.contains("") else { throw ValidationError("A pattern is empty") }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let terms = try terms(invocation)
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let snapshots = try snapshots(in: reading, invocation)
    let counters = SearchCounters()
    let search = SearchOfSets(
      repository, reading, cancellation: invocation.interruption.cancellation, counters: counters)
    let results = try invocation.running(
      "martlet: looking through \(Wording.count(UInt64(snapshots.count), "snapshot"))",
      status: { [total = snapshots.count] in Self.status(counters, of: total) },
      { try search.run(terms, in: snapshots) })
    let listing = FindListing(
      results: results, snapshots: snapshots.count, patterns: patterns,
      now: invocation.surroundings.clock.now, isLong: long, ignoresCase: ignoreCase)
    listing.show(invocation.output)
    return listing.exitCode
  }

  private func terms(_ invocation: Invocation) throws -> SearchTerms {
    var names = NamePatterns(ignoreCase ? .inAnyCase : .asTyped)
    for pattern in patterns { names.add(NameText.bytes(pattern)) }
    var terms = SearchTerms(names)
    terms.kinds = Set(kind)
    terms.largerThan = largerThan?.bytes
    terms.smallerThan = smallerThan?.bytes
    let calendar = MachineCalendar(now: invocation.surroundings.clock.now)
    terms.modifiedSince = newerThan.flatMap { calendar.start(of: $0.moment) }
    terms.modifiedBefore = olderThan.flatMap { calendar.start(of: $0.moment) }
    return terms
  }

  /// Those that were named, else all that pass the filters; ascending by time.
  private func snapshots(
    in reading: RepositoryReading, _ invocation: Invocation
  ) throws -> [CatalogedSnapshot] {
    guard !snapshot.isEmpty else {
      return try filters.filled(from: invocation.settings.profile).applied(to: reading.catalog)
    }
    let named = try snapshot.map {
      try invocation.find($0, among: filters, in: reading, for: .reading).snapshot.id
    }
    return reading.catalog.snapshots.filter { named.contains($0.id) }
  }

  private static func status(_ counters: SearchCounters, of total: Int) -> String {
    "\(Wording.count(UInt64(counters.snapshots))) of "
      + "\(Wording.count(UInt64(total), "snapshot")), "
      + "\(Wording.count(UInt64(counters.entries))) entries looked at"
  }
}

extension NodeKind: ExpressibleByArgument {
  public init?(argument: String) {
    let word = argument.replacing("-", with: " ")
    guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = kind
  }

  public static var allValueStrings: [String] {
    allCases.map { $0.word.replacing(" ", with: "-") }
  }
}
