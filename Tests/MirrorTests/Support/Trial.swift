import Format
import TestSupport

@testable import Mirror

/// Three trees, the plan for them, and what is there after it was carried out.
struct Trial {
  /// What does not hold, in words a person can work with.
  struct Violation: Error, CustomStringConvertible {
    let description: String
  }

  let baseline: MirrorTree?
  let a, b: MirrorTree
  let options: MirrorOptions
  let plan: MirrorPlan
  private(set) var afterA: MirrorTree
  private(set) var afterB: MirrorTree

  static let standard = MirrorOptions(
    a: MirrorRoot(label: RootLabel("A")), b: MirrorRoot(label: RootLabel("B")),
    digest: \.bytes)

  init(
    _ baseline: MirrorTree?, _ a: MirrorTree, _ b: MirrorTree,
    _ options: MirrorOptions = standard
  ) throws(Violation) {
    self.baseline = baseline
    self.a = a
    self.b = b
    self.options = options
    plan = MirrorPlan(baseline: baseline, a: a, b: b, options: options)
    (afterA, afterB) = (a, b)
    (afterA, afterB) = try performed(plan.steps)
  }

  /// Both roots after the steps, in whatever order these are.
  func performed(_ steps: [MirrorStep]) throws(Violation) -> (MirrorTree, MirrorTree) {
    var rootA = ModelRoot(a)
    var rootB = ModelRoot(b)
    for step in steps {
      do throws(ModelRoot.Fault) {
        if step.side == .a {
          try rootA.perform(step, beside: rootB)
        } else {
          try rootB.perform(step, beside: rootA)
        }
      } catch {
        throw violation("\(error.problem): \(error.step.line)")
      }
    }
    return (rootA.tree, rootB.tree)
  }

  func after(_ side: Side) -> MirrorTree { side == .a ? afterA : afterB }

  func before(_ side: Side) -> MirrorTree { side == .a ? a : b }

  func demand(_ condition: Bool, _ problem: @autoclosure () -> String) throws(Violation) {
    if !condition { throw violation(problem()) }
  }

  func violation(_ problem: String) -> Violation {
    Violation(
      description: """
        \(problem)
        roots: \(baseline.map { "\($0.metadata)" } ?? "none")
          \(a.metadata)
          \(b.metadata)
        baseline: \(baseline?.words ?? "none")
        a: \(a.words)
        b: \(b.words)
        after, a: \(afterA.words)
        after, b: \(afterB.words)
        new baseline: \(plan.baseline.words)
        options: \(options.direction), \(options.comparison), \(options.conflicts), renames
          \(options.renames)
        \(plan.steps.map(\.line).joined(separator: "\n"))
        \(plan.notices.map { "\($0.path.lossyText): \($0.kind)" }.joined(separator: "\n"))
        """)
  }
}

extension MirrorStep {
  /// As `--plan` might print it.
  var line: String {
    let text =
      switch action {
      case .create(let node, _): "create \(node.isFolder ? "folder" : "leaf")"
      case .replace(let node, _): "replace by \(node.isFolder ? "folder" : "leaf")"
      case .move(let target): "move to \(target.lossyText)"
      case .remove: "remove"
      case .setMetadata(let metadata):
        "set \(metadata.modified.seconds) \(String(metadata.permissions, radix: 8))"
      }
    return "\(side) \(stage) \(path.lossyText): \(text)"
  }

  /// The same for roots given the other way round.
  var mirrored: MirrorStep {
    MirrorStep(side: side.other, stage: stage, path: path, before: before, action: action)
  }
}
