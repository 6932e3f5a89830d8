import Storage
import TestSupport
import Testing

@Suite struct StorageContractTests {
  @Test("A storage in memory keeps the contract", arguments: StorageContract.all)
  func memory(contract: StorageContract) throws {
    try contract.check(MemoryStorage())
  }

  @Test("A local folder keeps the contract", arguments: StorageContract.all)
  func local(contract: StorageContract) throws {
    let folder = try TemporaryFolder()
    try contract.check(LocalStorage.create(at: folder.path))
  }

  @Test(
    "A local folder without exclusive rename keeps the contract", arguments: StorageContract.all)
  func localByLinks(contract: StorageContract) throws {
    let folder = try TemporaryFolder()
    try contract.check(LocalStorage.create(at: folder.path, calls: .withoutExclusiveRename))
  }

  @Test("A faulty storage without a fault keeps the contract", arguments: StorageContract.all)
  func faulty(contract: StorageContract) throws {
    try contract.check(FaultyStorage())
  }
}
