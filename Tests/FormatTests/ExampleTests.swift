import Format
import TestSupport
import Testing

/// The examples of FORMAT.md are what the code writes, and what it reads.
@Suite struct ExampleTests {
  private static let examples =
    Example.files + Example.trees + Example.snapshots + Example.sessions

  @Test(
    """
    [1-a] [3.1-a] [3.5-b] [3.6-a] [3.7-b] [6.1-a] [7.1-a] [8.2-a] [9-a] [10.1-a] [10.2-a] [10.4-a] \
    Every example is what the value encodes to, and reads as the value
    """,
    arguments: examples)
  func example(example: Example) throws {
    let document = try FormatDocument()
    let bytes = try #require(document.hex[example.name], "no block of this name")
    #expect(Hex.encode(example.encoded()) == Hex.encode(bytes))
    #expect(try example.reads(bytes))
  }

  /// Those of sealed bytes are compared where the keys are.
  @Test("No example is left out")
  func complete() throws {
    let document = try FormatDocument()
    let names = Set(document.hex.keys.filter { !$0.hasPrefix("sealed-") })
    #expect(names == Set(Self.examples.map(\.name)))
  }

  @Test("[1-b] The varints and zigzag numbers of the table")
  func numbers() throws {
    let document = try FormatDocument()
    let varints = try #require(document.tables["varint"])
    for (value, bytes) in varints {
      let value = try #require(UInt64(value))
      let bytes = try FormatDocument.bytes(bytes)
      var output = ByteWriter()
      output.varint(value)
      #expect(output.bytes == bytes)
      var input = ByteReader(bytes)
      #expect(try input.varint("value") == value)
      try input.finish()
    }
    let signed = try #require(document.tables["svarint"])
    for (value, bytes) in signed {
      let value = try #require(Int64(value))
      let bytes = try FormatDocument.bytes(bytes)
      var output = ByteWriter()
      output.signedVarint(value)
      #expect(output.bytes == bytes)
      var input = ByteReader(bytes)
      #expect(try input.signedVarint("value") == value)
      try input.finish()
    }
  }

  @Test("[3.6-c] The padded lengths of the table")
  func padme() throws {
    let table = try #require(try FormatDocument().tables["padme"])
    for (length, padded) in table {
      #expect(try Padme.padded(#require(Int(length))) == Int(padded), "\(length)")
    }
  }

  @Test("[2-a] The names of the table are ours, and what it says they are")
  func names() throws {
    let table = try #require(try FormatDocument().tables["names"])
    for (name, meaning) in table {
      let path = RepositoryPath(name: name)
      #expect(path?.name ?? "foreign" == (meaning == "foreign" ? "foreign" : name))
      #expect(path.map(Self.meaning) ?? "foreign" == meaning, "\(name)")
    }
  }

  private static func meaning(of path: RepositoryPath) -> String {
    switch path {
    case .config(let copy): "config, copy \(copy)"
    case .keySlot(_, let copy): "key slot, copy \(copy)"
    case .pack: "pack"
    case .indexRun(_, let number): "index run \(number)"
    case .snapshot: "snapshot"
    case .record(_, let number): "record \(number)"
    case .intent(_, let beat): "intent, beat \(beat)"
    case .outcome: "outcome"
    case .plan(let number): "plan \(number)"
    case .waits(let number): "waits \(number)"
    case .verdict(let number): "verdict \(number)"
    case .done(let number): "done \(number)"
    case .temporary(_, let number): "temporary \(number)"
    case .readme: "README"
    case .reserve: "reserve"
    }
  }
}
