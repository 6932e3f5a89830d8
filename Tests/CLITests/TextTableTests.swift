import Glibc
import Testing

@testable import CLI

struct TextTableTests {
  @Test("Columns are as wide as their widest cell on a terminal, and lines end with no space")
  func widths() {
    setlocale(LC_CTYPE, "C.UTF-8")
    var table = TextTable([.left("key"), .right("size"), .left()])
    table.add(["a", "12", ""])
    table.add(["日本", "3", "kept"])
    #expect(table.lines == ["key    size", "a        12", "日本      3   kept"])
  }

  @Test("Without titles there is no line of them")
  func untitled() {
    var table = TextTable([.left(), .left()])
    #expect(table.lines == [])
    table.add(["a", "b"])
    #expect(table.lines == ["a   b"])
  }
}
