import Storage
import Testing

@Suite struct StoredNameTests {
  @Test("A name is split at its last slash")
  func parts() throws {
    let name = try #require(StoredName("packs/3f/3f9a"))
    #expect(name.folder == "packs/3f")
    #expect(name.last == "3f9a")
    let root = try #require(StoredName("config.0"))
    #expect(root.folder.isEmpty)
    #expect(root.last == "config.0")
  }
}
