import Repository
import Testing

/// The steps and rules by themselves, where the checker would not tell which of them is wrong.
struct StepsTests {
  @Test("[10.3-a] A listing of gc that cannot be true is made again")
  func listings() {
    func numbers(
      _ names: CollectionListing<Int>.Name...
    ) -> CollectionNumbers<Int>? {
      var listing = CollectionListing<Int>()
      for name in names { listing.note(name) }
      return listing.numbers
    }
    #expect(numbers() == CollectionNumbers(epoch: 0, verdict: 0, done: 0))
    #expect(numbers(.plan(1))?.isOpen == true)
    #expect(numbers(.plan(2), .verdict(1), .plan(1), .done(1))?.verdict == 1)
    #expect(numbers(.plan(2), .verdict(2), .done(2))?.isOpen == false)
    #expect(numbers(.verdict(1)) == nil, "the plan was missed")
    #expect(numbers(.plan(2)) == nil, "the verdict before was missed")
    #expect(numbers(.plan(3), .verdict(1)) == nil)
    #expect(numbers(.plan(1), .done(1)) == nil)
  }

  @Test("[10.3-a] C is an open plan and what the verdict deletes")
  func condemned() {
    let open = CollectionNumbers(epoch: 2, verdict: 1, done: 1)
    #expect(open.condemned(byPlan: Set([1, 2]), byVerdict: [3]) == [1, 2, 3])
    let closed = CollectionNumbers(epoch: 2, verdict: 2, done: 1)
    #expect(closed.condemned(byPlan: Set([1, 2]), byVerdict: [2]) == [2])
  }

  @Test("[10.1-a] SID.0 stands until the end, and of the others the newest")
  func beats() {
    #expect(Beats.superseded(by: 0) == nil)
    #expect(Beats.superseded(by: 1) == nil)
    #expect(Beats.superseded(by: 2) == 1)
    #expect(Beats.standing(at: 0) == [0])
    #expect(Beats.standing(at: 7) == [7, 0])
  }

  @Test(
    "[10.3-g] A session that gives up takes its intent with it until it has written an index run")
  func givingUp() {
    var steps = WriterSteps<Int>()
    steps.giveUp()
    #expect(steps.next == .end(.failed))
    steps = WriterSteps()
    steps.receive(.done)
    steps.receive(.collection(CollectionNumbers(epoch: 4, verdict: 3, done: 3)))
    steps.receive(.done)
    steps.receive(.done)
    #expect(steps.next == .storePacks)
    var early = steps
    early.giveUp()
    #expect(early.next == .removeIntent)
    steps.receive(.done)
    steps.giveUp()
    #expect(steps.next == .end(.failed))
  }

  @Test("[10.3-c] A lost reply is asked for again; VOID is not ours")
  func outcomes() {
    var steps = WriterSteps<Int>()
    steps.receive(.done)
    steps.receive(.collection(CollectionNumbers(epoch: 4, verdict: 3, done: 3)))
    for _ in 0..<5 { steps.receive(.done) }
    #expect(steps.next == .createOutcome(epoch: 4))
    steps.receive(.lost)
    #expect(steps.next == .createOutcome(epoch: 4))
    #expect(!steps.isSaved)
    var fenced = steps
    fenced.receive(.exists(.another))
    fenced.receive(.done)
    #expect(fenced.next == .end(.fenced))
    steps.receive(.exists(.ours))
    #expect(steps.isSaved && steps.next == .removeIntent)
  }

  @Test("Every session is judged, the dead are fenced, and the living are waited for")
  func waiting() {
    var steps = PrunerSteps<TinyNames>()
    steps.receive(.collection(CollectionNumbers(epoch: 1, verdict: 0, done: 0)))
    for _ in 0..<4 { steps.receive(.done) }
    steps.receive(.sessions([1, 2, 3]))
    #expect("\(steps.next)" == "judge(1)")
    steps.receive(.standing(.over))
    #expect("\(steps.next)" == "judge(2)")
    steps.receive(.standing(.mayLive))
    #expect("\(steps.next)" == "judge(3)")
    steps.receive(.standing(.dead))
    #expect("\(steps.next)" == "fence(3)")
    steps.receive(.done)
    #expect("\(steps.next)" == "end(Repository.PrunerEnding.mustWait)")
    #expect(steps.living == [2])
  }

  @Test("Dead is who ran here and runs no more, or has been silent for long")
  func standings() {
    #expect(SessionStanding(.gone, waitingFor: 9) == .dead)
    #expect(SessionStanding(.running, waitingFor: 0) == .mayLive)
    #expect(SessionStanding(.dead, waitingFor: 9) == .dead)
    #expect(SessionStanding(.elsewhere(unchangedFor: 8), waitingFor: 9) == .mayLive)
    #expect(SessionStanding(.elsewhere(unchangedFor: 9), waitingFor: 9) == .dead)
  }
}
