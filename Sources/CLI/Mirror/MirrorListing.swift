import Format
import LocalState
import Mirror

/// What a plan does as lines, path by path, for a person who decides whether it may:
///
/// ```
/// -> B  new       photos/2026/                              12 files, 31 MiB
/// -> A  removed   old.txt                                   3 B
/// ```
///
/// A folder that comes or goes whole is one line, with what is in it summed up, unless every step
/// is wanted. After the steps follow the notices, and what is done to each side in numbers.
struct MirrorListing {
  enum Depth { case summedUp, everyStep }

  /// One line, in the columns of the others.
  struct Line: Equatable {
    let text: String
    let tint: Tint?
  }

  /// Paths are filled up to this many columns.
  private static let pathColumns = 40
  private static let verbColumns = 8

  let plan: MirrorPlan
  let depth: Depth
  /// Whose plan it is where that of the steps says nothing.
  var side: Side?

  /// Steps, notices, sums.
  var lines: [Line] {
    steps + plan.notices.map { MirrorRemark($0).line } + sums
  }

  func show(_ output: Output) {
    for line in lines { output.line(output.tinted(line.text, line.tint)) }
  }

  var sums: [Line] {
    let sums =
      side.map { [($0, MirrorSums(plan.steps, on: .b))] }
      ?? Side.allCases.map { ($0, MirrorSums(plan.steps, on: $0)) }
    guard sums.contains(where: { !$0.1.isNothing }) else {
      return [Line(text: "Nothing to do: both sides agree.", tint: nil)]
    }
    return sums.map { Line(text: "\($0.letter): \($1.text)", tint: .strong) }
  }

  static func line(_ mark: String, _ verb: String, _ path: String, _ details: String) -> String {
    let columns = [
      Printable.padded(mark, to: 4), Printable.padded(verb, to: verbColumns),
      Printable.padded(path, to: pathColumns), details,
    ]
    return columns.joined(separator: "  ").trimmedEnd
  }
}

// MARK: steps

extension MirrorListing {
  private struct Entry {
    let step: MirrorStep
    /// What is in it, of a folder that comes or goes whole.
    var sum = MirrorSums([], on: .a)
  }

  private var steps: [Line] {
    let shown = depth == .everyStep ? plan.steps : plan.steps.filter(\.isVisible)
    var entries = depth == .everyStep ? shown.map { Entry(step: $0) } : summedUp(shown)
    entries.sort { ($0.step.path, $0.step.side.letter) < ($1.step.path, $1.step.side.letter) }
    return entries.map { entry in
      let step = entry.step
      let details = [step.details, entry.sum.contents].filter { !$0.isEmpty }
      return Line(
        text: Self.line(
          "-> \((side ?? step.side).letter)", step.verb, step.pathText,
          details.joined(separator: ", ")),
        tint: step.tint)
    }
  }

  /// The steps but for those in folders that come or go whole, which their folders count.
  private func summedUp(_ steps: [MirrorStep]) -> [Entry] {
    var whole: [Key: Int] = [:]
    var entries: [Entry] = []
    // Folders come before what is in them, those that go too.
    for step in steps.sorted(by: { $0.path < $1.path }) {
      let around = step.path.ancestors.compactMap { whole[Key(step, at: $0)] }
      if let index = around.first {
        entries[index].sum.add(step)
      } else {
        if step.isOfWholeFolder { whole[Key(step, at: step.path)] = entries.count }
        entries.append(Entry(step: step))
      }
    }
    return entries
  }

  /// What a folder sums up: steps of its own kind on its own side.
  private struct Key: Hashable {
    let path: MirrorPath
    let side: Side
    let verb: String

    init(_ step: MirrorStep, at path: MirrorPath) {
      self.path = path
      side = step.side
      // The metadata of what is made are set when it is finished.
      verb = step.isOfMetadata ? "new" : step.verb
    }
  }
}

extension MirrorSums {
  /// "12 files, 3.4 MiB" of what is in a folder that comes or goes.
  fileprivate var contents: String {
    let leaves = created.leaves + removed.leaves
    let folders = created.folders + removed.folders
    if leaves > 0 {
      return "\(Wording.count(leaves, "file")), \(Wording.bytes(max(bytes, removedBytes)))"
    }
    return folders > 0 ? Wording.count(folders, "empty folder") : ""
  }
}

extension MirrorStep {
  fileprivate var isOfMetadata: Bool {
    if case .setMetadata = action { true } else { false }
  }

  /// What is in it comes or goes by steps of the same kind.
  fileprivate var isOfWholeFolder: Bool {
    switch action {
    case .create(let node, _): node.isFolder
    case .remove: before?.isFolder ?? false
    case .replace, .move, .setMetadata: false
    }
  }

  var verb: String {
    switch action {
    case .create: "new"
    case .replace: "changed"
    case .move: "moved"
    case .remove: "removed"
    case .setMetadata: "metadata"
    }
  }

  fileprivate var tint: Tint? {
    switch action {
    case .create: .good
    case .replace: .warning
    case .remove: .bad
    case .setMetadata: .faint
    case .move: nil
    }
  }

  /// The node that is there afterwards, or was before.
  private var node: MirrorNode? {
    switch action {
    case .create(let node, _), .replace(let node, _): node
    case .move, .remove, .setMetadata: before
    }
  }

  fileprivate var pathText: String {
    if path == .root { return path.text }
    let path = path.text + (node?.isFolder == true ? "/" : "")
    guard case .move(let target) = action else { return path }
    return "\(path) -> \(target.text)" + (before?.isFolder == true ? "/" : "")
  }

  fileprivate var details: String {
    switch action {
    case .create(let node, let source):
      return [node.details, source == .merged ? "merged from both" : ""].filter { !$0.isEmpty }
        .joined(separator: ", ")
    case .replace(let node, let source):
      return replacement(by: node) + (source == .merged ? ", merged from both" : "")
    case .move: return ""
    case .remove: return before?.details ?? ""
    case .setMetadata:
      let changes = AttributeText.text(attributeChanges)
      return changes.isEmpty ? "its time again" : changes
    }
  }

  /// As exactly as it takes to tell one from the other.
  private func replacement(by node: MirrorNode) -> String {
    guard let old = before?.fileBytes, let new = node.fileBytes else {
      let was = before?.kind.map(\.word) ?? "nothing"
      let kind = node.kind.map(\.word) ?? "nothing"
      return was == kind ? node.details : "\(was) -> \(kind), \(node.details)".trimmedComma
    }
    let texts = (Wording.bytes(old), Wording.bytes(new))
    if texts.0 != texts.1 { return "\(texts.0) -> \(texts.1)" }
    return old == new ? texts.1 : "\(Wording.count(old)) -> \(Wording.count(new)) B"
  }
}

extension String {
  fileprivate var trimmedComma: String { hasSuffix(", ") ? String(dropLast(2)) : self }
}
