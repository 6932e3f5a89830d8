import Format
import LocalState
import Testing

struct MemoryOfRepositoryTests {
  @Test("The key slot that opened the repository last is remembered")
  func keySlot() throws {
    let folder = try StateFolder()
    #expect(folder.open().rememberedKeySlot() == nil)
    for byte in [UInt8(1), 2, 2] {
      let slot = try #require(KeySlotID([UInt8](repeating: byte, count: KeySlotID.byteCount)))
      folder.open().rememberKeySlot(slot)
      #expect(folder.open().rememberedKeySlot() == slot)
    }
  }

  @Test("Of every set the newest snapshot is remembered, until it is cleared")
  func seen() throws {
    let folder = try StateFolder()
    let database = folder.open()
    let old = SeenSnapshot(id: SnapshotID(.zero), seconds: -5)
    let other = try #require(Bytes32([UInt8](repeating: 9, count: 32)))
    let new = SeenSnapshot(id: SnapshotID(other), seconds: 7)
    let set = Array("home".utf8)
    #expect(database.newestSeen(of: set) == nil)
    database.noteSeen(old, of: set)
    #expect(database.newestSeen(of: set) == old)
    database.noteSeen(new, of: set)
    database.noteSeen(old, of: set)
    database.noteSeen(old, of: [])
    #expect(folder.open().newestSeen(of: set) == new)
    #expect(folder.open().newestSeen(of: []) == old)
    let sameSecond = SeenSnapshot(id: old.id, seconds: new.seconds)
    database.noteSeen(sameSecond, of: set)
    #expect(database.newestSeen(of: set) == sameSecond)
    database.clearSeen(of: set)
    #expect(database.newestSeen(of: set) == nil)
    #expect(database.newestSeen(of: []) == old)
    #expect(database.problem == nil)
  }
}
