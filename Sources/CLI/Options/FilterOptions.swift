import ArgumentParser
import Format
import Repository
import Snapshots

/// Which snapshots are looked at.
struct FilterOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Only snapshots of this set; with -p by default that of the profile. Each of these four can "
        + "be repeated: one of the same kind must fit, and of different kinds all.",
      valueName: "name"),
    completion: .set)
  var set: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only snapshots made on this machine.", valueName: "name"))
  var host: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only snapshots with this tag.", valueName: "tag"))
  var tag: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only snapshots of which this is a source.", valueName: "path"),
    completion: .directory)
  var path: [String] = []

  func validate() throws {
    for (option, value) in given where value.isEmpty {
      throw ValidationError("\(option) is given without a value")
    }
  }

  func filter() throws -> SnapshotFilter {
    var filter = SnapshotFilter()
    filter.sets = set
    filter.hosts = host
    filter.tags = tag
    filter.paths = try path.map { try AbsolutePath.make(NameText.bytes($0)).bytes }
    return filter
  }

  /// The snapshots that match; throws if there are some and none does.
  func applied(to catalog: SnapshotCatalog) throws -> [CatalogedSnapshot] {
    let snapshots = catalog.snapshots.matching(try filter())
    guard !snapshots.isEmpty || catalog.snapshots.isEmpty else {
      throw Failure(
        .failed, "no snapshot matches \(text)", advice: "See which there are: martlet snapshots")
    }
    return snapshots
  }

  var isEmpty: Bool { given.isEmpty }

  /// With a profile its set, where no other is named.
  func filled(from profile: Profile?) -> FilterOptions {
    var filled = self
    if set.isEmpty, let profile { filled.set = [profile.setName] }
    return filled
  }

  /// As it was typed: "--host laptop --tag kept".
  var text: String {
    given.map { "\($0.option) \(Printable.text($0.value))" }.joined(separator: " ")
  }

  private var given: [(option: String, value: String)] {
    [("--set", set), ("--host", host), ("--tag", tag), ("--path", path)].flatMap { option, values in
      values.map { (option, $0) }
    }
  }
}
