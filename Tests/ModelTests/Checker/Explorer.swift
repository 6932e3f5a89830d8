/// Goes through every state that a setup can get into.
struct Explorer {
  struct Findings {
    var states = 0
    var transitions = 0
    /// Steps from the start; of an exploration in depth, of the longest path it went.
    var depth = 0
    var violation: Violation?
    /// The steps to the violation, or none.
    var story: [Move] = []
    /// Whether the table was too small for all states.
    var isCutShort = false
  }

  enum Order {
    /// Nearest first: the first violation is one of the shortest stories.
    case breadth
    /// Needs memory for the fingerprints alone.
    case depth
  }

  let model: Model
  /// The table has two to the power of this many places.
  let tableBits: Int
  let order: Order

  private struct Waiting {
    let state: State
    let depth: Int
  }

  func run() -> Findings {
    let table = FingerprintTable(bits: tableBits, parents: order == .breadth ? .kept : .dropped)
    var findings = Findings()
    var moves = Moves()
    var waiting = [Waiting(state: model.setup.start, depth: 0)]
    var later: [Waiting] = []
    _ = table.insert(waiting[0].state.fingerprint, after: 0)
    while true {
      guard let current = waiting.popLast() else {
        if later.isEmpty { break }
        swap(&waiting, &later)
        continue
      }
      model.collectMoves(from: current.state, &moves)
      let parent = table.isFull || order == .depth ? 0 : current.state.fingerprint
      for move in moves.list {
        findings.transitions += 1
        let state = representative(move.state)
        let fingerprint = state.fingerprint
        guard table.insert(fingerprint, after: parent) else { continue }
        findings.depth = max(findings.depth, current.depth + 1)
        let next = Waiting(state: state, depth: current.depth + 1)
        if order == .depth { waiting.append(next) } else { later.append(next) }
        guard let violation = model.violation(in: state) else { continue }
        findings.violation = violation
        findings.states = table.count
        if order == .breadth { findings.story = story(to: fingerprint, table) }
        return findings
      }
      if table.isFull {
        findings.isCutShort = true
        break
      }
    }
    findings.states = table.count
    return findings
  }

  private func representative(_ state: State) -> State {
    model.detail == .reduced ? model.reduced(state) : state
  }

  /// The moves that lead to the state, found again by the fingerprints on the way.
  private func story(to last: UInt64, _ table: FingerprintTable) -> [Move] {
    var path = [last]
    while let first = path.last, table.parent(of: first) != 0 {
      path.append(table.parent(of: first))
    }
    var story: [Move] = []
    var state = model.setup.start
    var moves = Moves()
    for fingerprint in path.reversed().dropFirst() {
      model.collectMoves(from: state, &moves)
      guard let move = moves.list.first(where: { $0.state.fingerprint == fingerprint }) else {
        break
      }
      story.append(move)
      state = move.state
    }
    return story
  }
}
