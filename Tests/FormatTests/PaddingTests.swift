import TestSupport
import Testing

@testable import Format

@Suite struct PaddingTests {
  @Test("[3.6-c] PADMÉ adds an eighth at most, and padded lengths stay")
  func padme() {
    #expect(Padme.padded(0) == 0 && Padme.padded(1) == 1)
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      let length = random.number(upTo: 1 << 40)
      let padded = Padme.padded(length)
      #expect(padded >= length && padded - length <= length / 8, "\(length)")
      #expect(Padme.padded(padded) == padded, "\(length)")
      #expect(Padme.padded(length + 1) >= padded, "\(length)")
    }
  }

  @Test("[3.6-c] A sealed file is PADMÉ long, and 512 bytes at least")
  func sealedFile() {
    for (payload, expected) in [(0, 512), (439, 512), (440, 544), (1_000, 1_088), (4_000, 4_096)] {
      let contents = BoxContents(raw: [UInt8](repeating: 1, count: payload))
      #expect(16 + 40 + contents.encoded(padding: .sealedFile).count == expected, "\(payload)")
    }
  }

  @Test("[6.1-b] A directory's box is a multiple of 4 096, and one of them at least")
  func directory() {
    for (payload, expected) in [(0, 4096), (4079, 4096), (4080, 8192), (8175, 8192)] {
      let box = BoxContents(raw: [UInt8](repeating: 1, count: payload))
      #expect(box.encoded(padding: .directory).count == expected)
    }
  }

  @Test("[3.6-b] A reader accepts any number of zeros after the payload")
  func zeros() throws {
    let contents = BoxContents(raw: [1, 2, 3])
    let box = contents.encoded(padding: .multiple(of: 1))
    for count in [0, 1, 100, 5_000] {
      let padded = box + [UInt8](repeating: 0, count: count)
      #expect(try BoxContents(decoding: padded, rawLimit: 3) == contents)
    }
  }
}
