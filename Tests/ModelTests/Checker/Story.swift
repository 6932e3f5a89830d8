#if canImport(Repository)
  import Repository
#endif

/// Tells the steps to a violation, a line each.
struct Story {
  let setup: Setup
  let findings: Explorer.Findings

  var text: String {
    var lines: [String] = ["  at first: \(beginning)"]
    for (index, move) in findings.story.enumerated() {
      lines.append("  \(index + 1). \(actor(move)) \(deed(move))")
    }
    if let violation = findings.violation { lines.append("  => \(violation.rawValue)") }
    return lines.joined(separator: "\n")
  }

  private var beginning: String {
    let packs = (0..<3).filter { setup.oldContents[$0] != 0 }.map { pack in
      "pack p\(pack) with \(chunks(setup.oldContents[pack]))"
    }
    let references = chunks(setup.oldReferences)
    let needs = (0..<2).filter { setup.roles[$0] != .absent }.map { writer in
      setup.roles[writer] == .backup
        ? "\(Self.writers[writer]) saves \(chunks(setup.needs[writer]))"
        : "\(Self.writers[writer]) repacks \(chunks(setup.needs[writer]))"
    }
    return (packs + ["snapshot s0 of \(references)"] + needs).joined(separator: "; ")
  }

  private static let writers = ["writer A", "writer B"]

  private func actor(_ move: Move) -> String {
    switch move.label.actor {
    case .writer0: Self.writers[0]
    case .writer1: Self.writers[1]
    case .checkpoint: "A's checkpoint"
    case .pruner0: "prune X"
    case .pruner1: "prune Y"
    case .user: "the user"
    case .cleaner: "somebody"
    case .reader: "a reader"
    case .storage: "the storage"
    }
  }

  /// The names of chunks: full ones as letters, deltas as "b on a".
  private func chunks(_ contents: UInt8) -> String {
    var names: [String] = []
    for chunk in 0..<4 {
      if contents & (1 << UInt8(chunk)) != 0 { names.append(Self.letter(chunk)) }
      if contents & (16 << UInt8(chunk)) != 0 {
        names.append("\(Self.letter(chunk)) on \(Self.letter(Int(setup.base[chunk])))")
      }
    }
    return names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }

  private static func letter(_ chunk: Int) -> String { ["a", "b", "c", "d"][chunk] }

  private func packs(_ bits: UInt8) -> String { names(bits, "p") }
  private func sessions(_ bits: UInt8) -> String { names(bits, "s") }

  private func names(_ bits: UInt8, _ prefix: String) -> String {
    bits == 0 ? "none" : Bits(rawValue: bits).map { "\(prefix)\($0)" }.joined(separator: ", ")
  }

  private func deed(_ move: Move) -> String {
    let detail = move.label.detail
    switch move.label.verb {
    case .createsPlan: return "creates plan \(number(move)), which condemns \(packs(detail))"
    case .followsPlan: return "finds plan \(number(move)) there and follows it"
    case .peeksAtSessions: return "lists sessions before its plan is there"
    case .createsWaits:
      return "creates or finds the list of sessions it waits for: \(sessions(detail))"
    case .findsOver: return "finds that s\(detail) is over"
    case .fences: return "takes s\(detail) for dead and records VOID for it"
    case .goesOnUnfenced: return "takes s\(detail) for dead and goes on without VOID"
    case .peeksAtSnapshots: return "lists snapshots before log"
    case .createsVerdict: return verdict(move, Int(detail))
    case .followsVerdict: return "finds verdict \(detail) there and follows it"
    case .ignoresVerdict:
      return "finds a verdict there and deletes its own choice: \(packs(detail))"
    case .recreatesVerdict:
      return "finds the verdict's name free again and deletes its own choice: \(packs(detail))"
    case .deletes: return "deletes p\(detail)"
    case .removesRecord: return "removes the outcome of s\(detail) from log"
    case .isDone: return "is done"
    case .forgets: return "forgets snapshot s\(detail)"
    default: return listing(move) ?? writing(move)
    }
  }

  private func listing(_ move: Move) -> String? {
    let detail = move.label.detail
    switch move.label.verb {
    case .beginsListing: return "begins to list \(folder(move))"
    case .listsCollection: return collection(move)
    case .peeksAtCollection: return "lists gc before its intent is there"
    case .peeksAtState: return "looks up what is in force before it knows what is condemned"
    case .listsLog: return "lists log: COMMITs of \(sessions(detail))"
    case .listsPacks: return "lists packs: \(packs(detail)); \(plan(move))"
    case .listsLogAndPacks: return "lists log and packs: \(packs(detail)); \(plan(move))"
    case .listsSessions: return "lists sessions: \(sessions(detail))"
    case .listsSnapshots: return "lists snapshots that are not forgotten: \(sessions(detail))"
    default: return nil
    }
  }

  private func writing(_ move: Move) -> String {
    let detail = move.label.detail
    switch move.label.verb {
    case .announces: return "creates its intent"
    case .storesPack: return "stores pack p\(detail) with \(newContents(move))"
    case .beats: return "creates its next beat, SID.1"
    case .removesFirstBeat: return "removes its first beat, SID.0"
    case .beginsCheckpoint: return "begins, with an intent of its own (s3)"
    case .storesSnapshot: return "stores its index runs and its snapshot"
    case .commits: return "records COMMIT: \"saved\""
    case .losesReply: return "records COMMIT, and the reply is lost"
    case .learnsItCommitted: return "asks again and finds its COMMIT there: \"saved\""
    case .isRefused: return "wants to record COMMIT and finds VOID there"
    case .mistakesVoid: return "wants to record COMMIT, finds VOID there and says \"saved\""
    case .removesIntent:
      return detail == 0 ? "removes its intent" : "removes the intent of s\(detail)"
    case .givesUp: return "gives up"
    case .loses: return "has p\(detail) no longer"
    case .findsItsMainFenced: return "sees that s\(detail) has an outcome, and gives up"
    default: return "\(move.label.verb)"
    }
  }

  private func newContents(_ move: Move) -> String {
    chunks(move.state.store.newContents[move.label.actor == .writer1 ? 1 : 0])
  }

  private func plan(_ move: Move) -> String {
    switch move.label.actor {
    case .writer0, .writer1: "has to store \(newContents(move))"
    default: "decides by that whether it may commit"
    }
  }

  private func collection(_ move: Move) -> String {
    let store = move.state.store
    switch move.label.actor {
    case .writer0, .writer1, .checkpoint:
      let session = move.state.writers[move.label.actor == .writer1 ? 1 : 0]
      let epoch = move.label.actor == .checkpoint ? session.side.epoch : session.steps.epoch
      return "lists gc: n = \(epoch), m = \(session.verdict), C = "
        + packs(session.condemned.rawValue)
    case .pruner0, .pruner1: return "lists gc and is about plan \(number(move))"
    default: return "lists gc: newest verdict \(store.newestVerdict)"
    }
  }

  private func folder(_ move: Move) -> String {
    let index = move.label.actor == .writer1 || move.label.actor == .pruner1 ? 1 : 0
    switch move.label.actor {
    case .pruner0, .pruner1:
      switch move.state.pruners[index].steps.next {
      case .listSessions: return "sessions"
      case .listLog: return "log"
      case .listSnapshots: return "snapshots"
      default: return "gc"
      }
    default:
      let session = move.state.writers[index]
      let steps = move.label.actor == .checkpoint ? session.side : session.steps
      switch steps.next {
      case .listLog: return "log"
      case .listPacks: return "packs"
      default: return "gc"
      }
    }
  }

  private func number(_ move: Move) -> UInt8 {
    move.state.pruners[move.label.actor == .pruner1 ? 1 : 0].steps.number
  }

  private func verdict(_ move: Move, _ number: Int) -> String {
    let prune = move.state.store.prunes[number]
    return "creates verdict \(number): deletes \(packs(prune.deleted.rawValue)); live "
      + "\(sessions(prune.live.rawValue)); in force \(packs(prune.index.rawValue))"
  }
}
