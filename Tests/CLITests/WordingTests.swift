import Format
import Testing

@testable import CLI

/// Numbers, names and times as text.
struct WordingTests {
  @Test(
    "Bytes in binary units, with a decimal below ten",
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (10_189, "10 KiB"),
      (1_047_552, "1023 KiB"), (1_048_063, "1023 KiB"), (1_048_064, "1.0 MiB"),
      (10_093_173_145, "9.4 GiB"), (UInt64.max, "16 EiB"),
    ])
  func bytes(count: UInt64, text: String) {
    #expect(Wording.bytes(count) == text)
  }

  @Test("Counts in groups of three")
  func counts() {
    #expect(
      [0, 999, 1000, 18_204, 1_234_567].map { Wording.count($0) } == [
        "0", "999", "1 000", "18 204", "1 234 567",
      ])
    #expect(Wording.count(1, "file") == "1 file")
    #expect(Wording.count(0, "file") == "0 files")
  }

  @Test(
    "Durations with as many figures as matter",
    arguments: [
      (40_000_000, "0.04 s"), (3_240_000_000, "3.2 s"), (12_400_000_000, "12 s"),
      (131_000_000_000, "2 min 11 s"), (3_840_000_000_000, "1 h 4 min"), (999_999_999, "1.0 s"),
      (59_999_999_999, "1 min 0 s"),
    ])
  func durations(nanoseconds: UInt64, text: String) {
    #expect(Wording.duration(nanoseconds: nanoseconds) == text)
  }

  @Test("Nothing that reaches a terminal moves its cursor; bytes that are no text are seen")
  func printable() {
    for byte in UInt8.min...UInt8.max {
      let text = Printable.text([0x61, byte])
      #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
      #expect(text.hasPrefix("a"))
    }
    #expect(Printable.text(Array("é\u{9B}\u{202E}\u{1B}".utf8)) == "é\\u{9b}\\u{202e}\\e")
    #expect(Printable.text([0xC3, 0x28]) == "\\xc3(")
    #expect(Printable.cut("abcdef", to: 4) == "abc…")
    #expect(Printable.cut("abcd", to: 4) == "abcd")
  }

  @Test("JSON escapes what it must, keeps the order, and says bytes in base 64")
  func json() {
    let line = JSON.object([
      ("b", "a\"\\\n\u{1}é"), ("a", .list([.null, .flag(true), .number(-1)])),
    ]).line
    #expect(line == "{\"b\":\"a\\\"\\\\\\n\\u0001é\",\"a\":[null,true,-1]}")
    #expect(
      ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map { Base64.encode(Array($0.utf8)) }
        == ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"])
    #expect(JSON.named("path", [0xFF]).map(\.0) == ["path", "path_b64"])
    #expect(JSON.named("path", [0x61]).map(\.0) == ["path"])
  }

  @Test("Times are those of the clock that far ahead of UTC")
  func times() {
    let time = Timestamp(seconds: 1_795_251_664, nanoseconds: 5)
    #expect(LocalTime(time, utcOffsetMinutes: 0)?.rfc3339 == "2026-11-21T09:01:04.000000005+00:00")
    #expect(
      LocalTime(time, utcOffsetMinutes: -570)?.rfc3339 == "2026-11-20T23:31:04.000000005-09:30")
    #expect(
      LocalTime(Timestamp(seconds: -1, nanoseconds: 0), utcOffsetMinutes: 60)?.rfc3339
        == "1970-01-01T00:59:59.000000000+01:00")
    #expect(LocalTime(Timestamp(seconds: .max, nanoseconds: 0), utcOffsetMinutes: 60) == nil)
    #expect(LocalTime(Timestamp(seconds: .min, nanoseconds: 0), utcOffsetMinutes: 0) == nil)
  }
}
