import Testing

@testable import CLI

/// Sizes as they are typed.
struct ByteSizeTests {
  @Test(
    "Numbers with and without a unit",
    arguments: [
      ("0", 0), ("500", 500), ("500B", 500), ("1K", 1024), ("1kib", 1024), ("2 MiB", 2 << 20),
      ("1.5G", 3 << 29), ("0.001K", 1), ("1T", 1 << 40), ("16383P", 16383 << 50),
    ] as [(String, UInt64)])
  func sizes(text: String, bytes: UInt64) {
    #expect(ByteSize(argument: text)?.bytes == bytes)
  }

  @Test(
    "Nothing else",
    arguments: [
      "", "K", "1KB", "1.5", "1.5B", "1.", ".5K", "-1", "1E", "1.2345G", "16384P",
      "18446744073709551616",
    ])
  func others(text: String) {
    #expect(ByteSize(argument: text) == nil)
  }
}
