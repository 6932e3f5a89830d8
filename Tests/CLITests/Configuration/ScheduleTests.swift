import Testing

@testable import CLI

/// Texts that say when, and how long.
struct ScheduleTests {
  @Test(
    "Every form becomes a time for systemd and one for cron",
    arguments: [
      ("hourly", "*-*-* *:00:00", "0 * * * *", 3600),
      ("hourly :15", "*-*-* *:15:00", "15 * * * *", 3600),
      ("daily", "*-*-* 00:00:00", "0 0 * * *", 86_400),
      ("daily 12:30", "*-*-* 12:30:00", "30 12 * * *", 86_400),
      ("Daily  3:05", "*-*-* 03:05:00", "5 3 * * *", 86_400),
      ("weekly", "Mon *-*-* 00:00:00", "0 0 * * 1", 604_800),
      ("weekly sun 03:00", "Sun *-*-* 03:00:00", "0 3 * * 0", 604_800),
      ("weekly Friday 23:59", "Fri *-*-* 23:59:00", "59 23 * * 5", 604_800),
      ("monthly", "*-*-01 00:00:00", "0 0 1 * *", 2_678_400),
      ("monthly 28 04:00", "*-*-28 04:00:00", "0 4 28 * *", 2_678_400),
    ])
  func forms(text: String, calendar: String, cron: String, seconds: Int) throws {
    let schedule = try #require(Schedule(text))
    #expect(schedule.onCalendar == calendar)
    #expect(schedule.cronFields == cron)
    #expect(schedule.interval == TimeSpan(seconds: seconds))
    #expect(CalendarText.problem(with: schedule) == nil)
  }

  @Test(
    "What systemd knows besides is left to it",
    arguments: [
      "Mon..Fri 12:30", "*-*-* 03:00", "2026-01-01", "*:0/15", "quarterly", "sat,sun 10:00",
    ])
  func calendars(text: String) throws {
    let schedule = try #require(Schedule(text))
    #expect(schedule.onCalendar == text)
    #expect(schedule.cronFields == nil)
    #expect(CalendarText.problem(with: schedule) == nil)
  }

  @Test(
    "Slips are none of these",
    arguments: [
      "", " ", "dayly 12:30", "daily 24:00", "daily 12:60", "daily noon", "daily 12:30 13:30",
      "weekly 12:30", "weekly noday 12:30", "monthly 29 03:00", "monthly 0", "hourly 15",
      "hourly :60", "every day", "12:30\nx", "@daily",
    ])
  func slips(text: String) { #expect(Schedule(text) == nil) }

  @Test("systemd's word counts for what only it understands")
  func refused() throws {
    let schedule = try #require(Schedule("*-*-* 99:00"))
    #expect(CalendarText.problem(with: schedule) != nil)
  }

  @Test(
    "Lengths of time",
    arguments: [
      ("90min", 5400, "90 min"), ("36h", 129_600, "36 h"), ("7d", 604_800, "7 days"),
      ("2 w", 1_209_600, "14 days"), ("1d", 86_400, "24 h"), ("45s", 45, "45 s"),
      ("1y", 31_536_000, "365 days"), ("60s", 60, "60 s"),
    ])
  func spans(text: String, seconds: Int, shown: String) {
    #expect(TimeSpan(text)?.seconds == seconds)
    #expect(TimeSpan(text)?.text == shown)
  }

  @Test(
    "What is none", arguments: ["", "7", "d", "-1d", "1.5h", "7m", "7 days", "0h", "999999999y"])
  func noSpans(text: String) { #expect(TimeSpan(text) == nil) }

  @Test("A last snapshot may be half as old again as the schedule wants it, or an hour more")
  func allowedAge() throws {
    for (schedule, hours) in [("daily 12:30", 36), ("hourly", 2), ("weekly", 252)] {
      let text = "[profile.a]\nschedule = '\(schedule)'"
      let profile = try Configuration(parsing: Array(text.utf8)).profile(named: "a")
      #expect(profile?.allowedAge == TimeSpan(seconds: hours * 3600))
    }
    let profile = try Configuration(parsing: Array("[profile.a]".utf8)).profile(named: "a")
    #expect(profile?.allowedAge == nil)
  }
}
