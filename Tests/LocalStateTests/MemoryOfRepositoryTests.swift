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

  @Test("That somebody agreed to a key's cost is remembered, for this key and this cost alone")
  func agreements() throws {
    let folder = try StateFolder()
    let slots = try (1...2).map { byte in
      try #require(KeySlotID([UInt8](repeating: byte, count: KeySlotID.byteCount)))
    }
    #expect(!folder.open().hasAgreed(to: [19, 8, 1], of: slots[0]))
    folder.open().noteAgreement(to: [19, 8, 1], of: slots[0])
    #expect(folder.open().hasAgreed(to: [19, 8, 1], of: slots[0]))
    #expect(!folder.open().hasAgreed(to: [20, 8, 1], of: slots[0]))
    #expect(!folder.open().hasAgreed(to: [19, 8, 1], of: slots[1]))
    folder.open().noteAgreement(to: [20, 8, 1], of: slots[0])
    #expect(folder.open().hasAgreed(to: [20, 8, 1], of: slots[0]))
    #expect(folder.open().rememberedKeySlot() == nil)
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

  @Test("A proof is that of one place; the newest counts, until it is dropped")
  func proofs() throws {
    let folder = try StateFolder()
    let packs = try (1...3).map { byte in
      PackID(try #require(Bytes32([UInt8](repeating: UInt8(byte), count: 32))))
    }
    let (here, there) = (Array("/mnt/a".utf8), Array("/mnt/b".utf8))
    #expect(folder.open().proofs(at: here) == [:])
    for (index, pack) in packs.enumerated() {
      folder.open().noteProof(of: pack, at: here, seconds: Int64(index) - 1)
    }
    folder.open().noteProof(of: packs[0], at: here, seconds: 70)
    folder.open().noteProof(of: packs[0], at: there, seconds: 7)
    #expect(folder.open().proofs(at: here) == [packs[0]: 70, packs[1]: 0, packs[2]: 1])
    folder.open().dropProofs(of: packs.prefix(2), at: here)
    #expect(folder.open().proofs(at: here) == [packs[2]: 1])
    #expect(folder.open().proofs(at: there) == [packs[0]: 7])
  }
}
