import TestSupport
import Testing

@testable import CLI

struct JSONParsingTests {
  @Test(
    "What is JSON reads, and is written again as the same value",
    arguments: [
      ("null", JSON.null), (" true ", .flag(true)), ("-0", .number(0)), ("17", .number(17)),
      ("-9223372036854775808", .number(Int.min)), ("9223372036854775808", .decimal(0x1p63)),
      ("1.5e3", .decimal(1_500)), ("\"\"", ""), ("[]", .list([])), ("{ }", .fields([])),
      ("\"\\u00e9\\ud83d\\ude00\\n\\/\\\"\"", .text("\u{e9}\u{1F600}\n/\"")),
      ("[1, [2 , {}] ]", .list([.number(1), .list([.number(2), .fields([])])])),
      ("{\"b\":1,\"a\":\"\u{e9}\"}", .object([("b", .number(1)), ("a", "\u{e9}")])),
    ])
  func valid(text: String, value: JSON) throws {
    #expect(try JSON(parsing: Array(text.utf8)) == value)
    #expect(try JSON(parsing: Array(value.line.utf8)) == value)
  }

  @Test(
    "What is not is refused",
    arguments: [
      "", " ", "nul", "truee", "01", "+1", "1.", ".5", "1e", "-", "1e999", "\"", "\"\\x\"",
      "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\u00g0\"", "\"\\u+123\"", "\"\t\"",
      "[1,]", "[1 2]", "[", "{\"a\":1,\"a\":2}", "{a:1}", "{\"a\"}", "{\"a\":}", "{,}", "1 2",
      "\u{feff}1", String(repeating: "[", count: 100_000),
    ])
  func invalid(text: String) {
    #expect(throws: JSONProblem.self) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test("Bytes that are not UTF-8 are no text")
  func notUTF8() {
    #expect(throws: JSONProblem.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
    #expect(throws: JSONProblem.self) { try JSON(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
  }

  @Test("Base 64 reads back what it wrote, and nothing else", arguments: 0..<UInt64(100))
  func base64(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = random.bytes(Int(seed % 10))
    let text = Base64.encode(bytes)
    #expect(Base64.decode(text) == bytes)
    #expect(Base64.decode(text + "=") == nil)
    #expect(Base64.decode("*" + text.dropFirst()) == nil)
  }

  @Test(
    "Base 64 with another spelling of the same bytes is refused",
    arguments: ["QQ", "QR==", "Q===", "====", "Q=Q=", "QQ==QQ==", "QUJ=", "QUI=\n"])
  func otherBase64(text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
