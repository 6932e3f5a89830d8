import Testing

@testable import FileTree

@Suite struct UserNamesTests {
  @Test func namesAndNumbersFindEachOther() {
    let names = UserNames()
    // Twice: the second answer comes from what is remembered.
    for _ in 0..<2 {
      #expect(names.userName(0) == Array("root".utf8))
      #expect(names.groupName(0) == Array("root".utf8))
      #expect(names.userID(named: Array("root".utf8)) == 0)
      #expect(names.groupID(named: Array("root".utf8)) == 0)
    }
  }

  @Test func theUnknownHasNoNameAndNoNumber() {
    let names = UserNames()
    for _ in 0..<2 {
      #expect(names.userName(4_123_456_789).isEmpty)
      #expect(names.groupName(4_123_456_789).isEmpty)
      for name in ["", "nobody is called this", "root\0"] {
        #expect(names.userID(named: Array(name.utf8)) == nil)
        #expect(names.groupID(named: Array(name.utf8)) == nil)
      }
    }
  }
}
