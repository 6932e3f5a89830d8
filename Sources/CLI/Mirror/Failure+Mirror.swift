import Format
import LocalState
import Mirror

extension Failure {
  /// Why a mirror does not begin, in words.
  init(_ refusal: MirrorRefusal, _ pair: FolderPair) {
    func place(_ side: Side) -> String { NameText.text(pair.root(side).path) }
    switch refusal {
    case .rootIsMissing(let side, let error):
      self.init(
        .refused, "the folder cannot be opened: \(error.clause)", at: place(side),
        advice: "Mount its disk, or check the path")
    case .isAnotherRoot(let side):
      self.init(
        .refused, "another folder has just taken the place of this one", at: place(side),
        advice: "Nothing was changed. See what is mounted there, then run it again")
    case .rootsAreNested:
      self.init(
        .refused, "one folder lies in the other, or is the other", at: place(.b),
        advice: "Name two folders side by side")
    case .mountAppeared(let side, let path):
      self.init(
        .refused, "something is mounted where there were files: \(path.text)", at: place(side),
        advice: "Unmount it, or leave it out: --exclude '/\(path.text)/'")
    case .tooLittleSpace(let side, let needed, let free):
      self.init(
        .refused,
        "too little space: \(Wording.bytes(needed)) are needed, \(Wording.bytes(free)) are free",
        at: place(side), advice: "Free some space there. Nothing was changed")
    case .tooMuchIsLeftOut:
      self.init(
        .refused, "rules leave out more single paths than can be kept in mind", at: place(.a),
        advice: "Leave out whole folders instead: --exclude 'node_modules/'")
    case .snapshotIsPartial:
      self.init(
        .refused, "the snapshot of that run lacks more files than it names", at: place(.a),
        advice: "Restore what is needed from it: martlet restore --help")
    case .noSuchSnapshot:
      self.init(
        .failed, "the snapshot of that run is not in the repository any more", at: place(.a),
        advice: "See which there are: martlet snapshots")
    }
  }

  /// Why a plan is not carried out.
  init(_ objections: [Rails.Objection], _ pair: FolderPair) {
    var problems: [String] = []
    var options: [String] = []
    for objection in objections {
      switch objection {
      case .emptyRoot(let side):
        problems.append("\(Printable.text(pair.root(side).path)) (\(side.letter)) is empty")
        options.append("--allow-empty-root")
      case .massChange(let side, let leaves, let all):
        problems.append(
          "\(Wording.count(UInt64(leaves))) of \(Wording.count(UInt64(all), "file")) would be "
            + "deleted or overwritten in \(Printable.text(pair.root(side).path)) (\(side.letter))")
        options.append("--allow-mass-change")
      case .everythingChanged(let side):
        problems.append(
          "not one file in \(Printable.text(pair.root(side).path)) (\(side.letter)) is as it was")
        options.append("--allow-mass-change")
      }
    }
    var wanted: [String] = []
    for option in options where !wanted.contains(option) { wanted.append(option) }
    self.init(
      .refused, problems.joined(separator: "; "),
      advice: "Nothing was changed. See what it would do with --plan; if it is meant, add "
        + wanted.joined(separator: " "))
  }
}

extension FolderPair {
  func root(_ side: Side) -> MirroredRoot { side == .a ? a : b }
}

extension MirrorFailure.Problem {
  /// A clause.
  var clause: String {
    switch self {
    case .changedMeanwhile: "it was changed meanwhile"
    case .isInUse: "a program has it open for writing"
    case .appearedMeanwhile: "something has appeared there meanwhile"
    case .isNotEmpty: "something is in it"
    case .system(let error): error.clause
    case .damaged(let problem): "the repository does not give it: \(problem)"
    }
  }
}
