import ArgumentParser
import Format
import Snapshots
import SystemPackage

/// Where something is put.
struct TargetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder to put it into; made if missing.", valueName: "folder"),
    completion: .directory)
  var to: String?

  @Flag(help: "Put everything where it was.")
  var inPlace = false

  func validate() throws {
    guard to == nil || !inPlace else {
      throw ValidationError("--to and --in-place say two places")
    }
  }

  var isGiven: Bool { to != nil || inPlace }

  /// Where it was, unless a folder is given. Throws `refused` for one in the repository.
  func target(with invocation: Invocation) throws -> RestoreRequest.Target {
    guard let to else { return .inPlace }
    let target = try AbsolutePath.make(NameText.bytes(to))
    guard !SourceList.liesWithin(try invocation.location().path, target) else {
      throw Failure(
        .refused, "the target is the repository itself or lies in it",
        at: NameText.text(target.bytes),
        advice: "Choose another folder")
    }
    return .folder(target)
  }
}
