import Glibc
import TestSupport
import Testing

@testable import Repository

@Suite struct DayTests {
  @Test(
    "Known days",
    arguments: [
      (0, "1970-01-01"), (86_399, "1970-01-01"), (86_400, "1970-01-02"), (-1, "1969-12-31"),
      (951_782_399, "2000-02-28"), (951_782_400, "2000-02-29"), (951_868_800, "2000-03-01"),
      (-2_203_891_200, "1900-03-01"), (-2_203_891_201, "1900-02-28"),
      (4_107_542_400, "2100-03-01"), (4_107_542_399, "2100-02-28"),
      (1_700_000_000, "2023-11-14"), (253_402_300_799, "9999-12-31"),
    ] as [(Int64, String)])
  func known(seconds: Int64, day: String) {
    #expect(Day(seconds: seconds).description == day)
  }

  @Test("Four hundred years of days are those of the C library")
  func library() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      var time = Int.random(in: -6_000_000_000...12_622_780_800, using: &random)
      var parts = tm()
      gmtime_r(&time, &parts)
      let month = parts.tm_mon + 1
      let expected =
        "\(1900 + parts.tm_year)-\(month < 10 ? "0" : "")\(month)-"
        + "\(parts.tm_mday < 10 ? "0" : "")\(parts.tm_mday)"
      #expect(Day(seconds: Int64(time)).description == expected)
    }
  }

  @Test("No number of seconds is too large")
  func extremes() {
    #expect(Day(seconds: .max).description.hasPrefix("292277026596-"))
    #expect(Day(seconds: .min).description.hasPrefix("-292277022657-"))
  }
}
