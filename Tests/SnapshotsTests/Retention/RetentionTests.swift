import Format
import Glibc
import Repository
import Sealing
import TestSupport
import Testing

@testable import Snapshots

/// Which snapshots stay under which rules.
struct RetentionTests {
  /// A calendar whose clock is set forward by an hour on the last Sunday of March, and back in
  /// October, as that of Berlin.
  private struct Berlin: LocalCalendar {
    func end(of moment: CalendarMoment) -> Timestamp? { nil }
    func text(of time: Timestamp) -> String { "\(time.seconds)" }

    func hour(of time: Timestamp) -> CalendarHour? {
      let utc = Self.parts(time.seconds)
      let summer = Self.lastSunday(3, utc.year)...Self.lastSunday(10, utc.year) - 1
      let local = Self.parts(time.seconds + (summer.contains(time.seconds) ? 7200 : 3600))
      return CalendarDay(year: local.year, month: local.month, day: local.day)
        .map { CalendarHour(day: $0, hour: local.hour) }
    }

    private static func parts(_ seconds: Int64) -> (year: Int, month: Int, day: Int, hour: Int) {
      var seconds = time_t(seconds)
      var parts = tm()
      gmtime_r(&seconds, &parts)
      return (
        Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday), Int(parts.tm_hour)
      )
    }

    /// One o'clock UTC of the last Sunday of a month with 31 days.
    private static func lastSunday(_ month: Int, _ year: Int) -> Int64 {
      var parts = tm()
      (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(year - 1900), Int32(month - 1), 31)
      let last = timegm(&parts)
      gmtime_r([last], &parts)
      return Int64(last) - Int64(parts.tm_wday) * 86_400 + 3600
    }
  }

  /// 2026-03-23 00:00 UTC, a Monday; the clock goes forward on the 29th.
  private static let monday: Int64 = 1_774_224_000
  /// After everything that is made here.
  private static let now = Timestamp(seconds: monday + 1_000 * 86_400, nanoseconds: 0)

  private func snapshot(
    _ seconds: Int64, tags: [String] = [], isPinned: Bool = false, id: UInt64 = 0,
    counts: SnapshotCounts = SnapshotCounts(), comparedWith: SnapshotID? = nil, host: String = "h"
  ) throws -> CatalogedSnapshot {
    var random = SeededGenerator(seed: UInt64(bitPattern: seconds) &+ id)
    let bytes = try #require(Bytes32(random.bytes(32)))
    let session = try #require(SessionID(random.bytes(16)))
    var remarks = Remarks()
    (remarks.tags, remarks.isPinned) = (tags, isPinned)
    let body = Snapshot(
      time: Timestamp(seconds: seconds, nanoseconds: 0), utcOffsetMinutes: 0, host: host,
      user: "u", set: "s", program: "p", comparedWith: comparedWith, previous: nil,
      root: TreeReference(id: ChunkID(bytes), isList: false), sources: [Array("/a".utf8)],
      counts: counts, unreadable: UnreadableEntries())
    return CatalogedSnapshot(
      id: SnapshotID(bytes), session: session, snapshot: body, remarks: remarks)
  }

  private func reasons(
    _ snapshots: [CatalogedSnapshot], _ change: (inout RetentionRules) -> Void
  ) -> [String] {
    var rules = RetentionRules()
    change(&rules)
    return RetentionPlan(snapshots, rules, now: Self.now, calendar: Berlin()).decisions.map {
      decision in
      decision.reasons.map(\.description).joined(separator: ", ")
    }
  }

  @Test("Each rule keeps the newest of its periods, and says which that is")
  func rules() throws {
    let day: Int64 = 86_400
    let snapshots = try [0, 0.3, 1, 2, 9, 9.5, 40].map {
      try snapshot(Self.monday + Int64($0 * Double(day)))
    }
    #expect(reasons(snapshots) { $0.last = 2 } == ["", "", "", "", "", "last 2", "last 1"])
    #expect(
      reasons(snapshots) { $0.periods = [.daily: 3] } == [
        "", "", "", "daily 3", "", "daily 2", "daily 1",
      ])
    #expect(
      reasons(snapshots) { $0.periods = [.weekly: 9, .yearly: 1] } == [
        "", "", "", "weekly 3", "", "weekly 2", "weekly 1, yearly 1",
      ])
    #expect(
      reasons(snapshots) { $0.periods = [.monthly: 2] } == [
        "", "", "", "", "", "monthly 2", "monthly 1",
      ])
    #expect(
      reasons(snapshots) { $0.within = 31 * day }.map(\.isEmpty) == [
        true, true, true, true, false, false, false,
      ])
  }

  @Test("Days and hours are those of the local clock, also where it is changed")
  func daylightSaving() throws {
    // 00:30 on the 29th; 01:30; 03:30, as two o'clock did not come; 00:30 on the 30th.
    let spring = try [-0.5, 0.5, 1.5, 22.5].map {
      try snapshot(Self.monday + 6 * 86_400 + Int64($0 * 3600))
    }
    #expect(
      reasons(spring) { $0.periods = [.daily: 9, .hourly: 9] } == [
        "hourly 4", "hourly 3", "hourly 2, daily 2", "hourly 1, daily 1",
      ])
    // 2026-10-25: two o'clock comes twice, and is one hour.
    let october: Int64 = 1_792_886_400
    let autumn = try [0.5, 1.5, 2.5].map { try snapshot(october + Int64($0 * 3600)) }
    #expect(
      reasons(autumn) { $0.periods = [.hourly: 9] } == ["", "hourly 2", "hourly 1"])
  }

  @Test("Pinned and tagged ones stay, whatever the other rules say")
  func remarks() throws {
    let snapshots = try [
      snapshot(1, isPinned: true), snapshot(2, tags: ["keep", "x"]), snapshot(3), snapshot(4),
    ]
    #expect(
      reasons(snapshots) { rules in
        rules.last = 1
        rules.tags = ["keep"]
      } == ["pinned", "tag keep", "", "last 1"])
    #expect(RetentionRules().isEmpty)
  }

  @Test(
    "Whatever the rules: each keeps as many as it says, and more rules never keep fewer",
    arguments: UInt64(0)..<200)
  func properties(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var time = Self.monday
    let snapshots = try (0..<Int.random(in: 0..<60, using: &random)).map { index in
      time += Int64(Int.random(in: 0..<200_000, using: &random))
      return try snapshot(time, id: UInt64(index))
    }
    var rules = RetentionRules()
    rules.last = Int.random(in: 0..<5, using: &random)
    var kept = Set(
      RetentionPlan(snapshots, rules, now: Self.now, calendar: Berlin()).kept.map(\.id))
    // The newest stays without any rule.
    #expect(kept.count == min(max(1, rules.last), snapshots.count))
    for period in RetentionPeriod.allCases {
      rules.periods[period] = Int.random(in: 0..<6, using: &random)
      let plan = RetentionPlan(snapshots, rules, now: Self.now, calendar: Berlin())
      #expect(plan.decisions.map(\.snapshot.id) == snapshots.map(\.id))
      let more = Set(plan.kept.map(\.id))
      #expect(more.isSuperset(of: kept))
      #expect(more.count <= kept.count + (rules.periods[period] ?? 0))
      kept = more
    }
    if let newest = snapshots.last, !rules.isEmpty { #expect(kept.contains(newest.id)) }
  }

  @Test("A snapshot in which most files are gone, or others, is suspicious")
  func suspicion() throws {
    func change(_ changed: UInt64, _ unchanged: UInt64, of before: UInt64) throws
      -> SuspiciousChange?
    {
      var old = SnapshotCounts()
      old.files = before
      var new = SnapshotCounts()
      (new.changedFiles, new.unchangedFiles) = (changed, unchanged)
      new.files = changed.addingReportingOverflow(unchanged).partialValue
      let first = try snapshot(1, counts: old)
      let second = try snapshot(2, counts: new, comparedWith: first.id)
      // It is seen as long as there is something before it.
      var same = SnapshotCounts()
      (same.files, same.unchangedFiles) = (new.files, new.files)
      let third = try snapshot(3, counts: same, comparedWith: second.id)
      let found = SuspiciousChange(in: [first, second], since: first)
      #expect(SuspiciousChange(in: [first, second, third], since: first)?.what == found?.what)
      #expect(SuspiciousChange(in: [first, second, third], since: second) == nil)
      return found
    }
    #expect(try change(0, 1000, of: 1000) == nil)
    #expect(try change(10, 600, of: 1000) == nil)
    #expect(try change(10, 400, of: 1000)?.what == .lost)
    #expect(try change(600, 400, of: 1000)?.what == .changed)
    #expect(try change(0, 0, of: 1000)?.files == 1000)
    #expect(try change(0, 0, of: 19) == nil)
    #expect(try change(.max, .max, of: 1000) == nil)
  }

  @Test("Files that have become empty, all of them, are lost; however few they were")
  func emptied() throws {
    var old = SnapshotCounts()
    (old.files, old.fileBytes) = (1, 5_000)
    var new = SnapshotCounts()
    (new.files, new.changedFiles) = (1, 1)
    let first = try snapshot(1, counts: old)
    let second = try snapshot(2, counts: new, comparedWith: first.id)
    #expect(SuspiciousChange(in: [first, second], since: first)?.what == .lost)
  }

  @Test("What is from the future stays, counts for no rule, and drops nobody")
  func future() throws {
    var rules = RetentionRules()
    rules.within = 86_400
    let snapshots = try [0, 3600, 2_000 * 86_400].map { try snapshot(Self.monday + $0) }
    let plan = RetentionPlan(snapshots, rules, now: Self.now, calendar: Berlin())
    #expect(plan.decisions.map(\.reasons) == [[.within], [.within], [.future]])
  }

  @Test("What was saved last stays under every rule, and rules that keep nothing are vain")
  func newest() throws {
    var rules = RetentionRules()
    rules.tags = ["x"]
    let snapshots = try [0, 3600].map { try snapshot(Self.monday + $0, isPinned: $0 == 0) }
    let plan = RetentionPlan(snapshots, rules, now: Self.now, calendar: Berlin())
    #expect(plan.decisions.map(\.reasons) == [[.pinned], [.savedLast]])
    #expect(plan.isVain)
  }

  @Test("Two machines that call their folders by one name do not drop each other's snapshots")
  func hosts() throws {
    var rules = RetentionRules()
    rules.last = 1
    let snapshots = try (0..<4).map { index in
      try snapshot(Self.monday + index, host: index == 1 ? "desktop" : "laptop")
    }
    let plan = ForgetPlan(
      snapshots, rules, doubts: .heeded, now: Self.now, calendar: Berlin())
    #expect(plan.forgotten.map(\.id) == [snapshots[0].id, snapshots[2].id])
    #expect(plan.parts.count == 2 && plan.emptied.isEmpty)
  }
}
