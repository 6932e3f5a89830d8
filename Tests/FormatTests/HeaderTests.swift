import TestSupport
import Testing

@testable import Format

@Suite struct HeaderTests {
  @Test("[3.1-b] [3.7-a] Another version and an unknown feature are newer formats, not damage")
  func newer() {
    var header = FileHeader(kind: .pack).encoded()
    header[8] = 2
    let version = FileHeader.refusal(of: header)
    #expect(version?.isNewerFormat == true)
    #expect(version?.problem == "version 2: a newer martlet wrote this")

    var config = ConfigHeader(repositoryID: RepositoryID(hash(1))).encoded()
    config[16] = 4
    #expect(ConfigHeader.refusal(of: config)?.isNewerFormat == true)

    header[8] = 1
    header[0] = 0
    #expect(FileHeader.refusal(of: header)?.isNewerFormat == false)
  }

  @Test("[3.1-b] What a newer version has redefined is not looked at")
  func newerBeforeKind() {
    var header = FileHeader(kind: .pack).encoded()
    header[8] = 9
    header[9] = 99
    #expect(FileHeader.refusal(of: header)?.isNewerFormat == true)
  }

  @Test("[3.7-a] An unknown write-required feature forbids writing, not reading")
  func writeFeatures() throws {
    var config = ConfigHeader(repositoryID: RepositoryID(hash(1))).encoded()
    #expect(try ConfigHeader(decoding: config).permitsWriting)
    config[20] = 1
    #expect(try ConfigHeader(decoding: config).permitsWriting == false)
  }

  @Test("[3.7-b] The sealed part of the config is bound to all of the plain part")
  func associatedData() {
    let header = ConfigHeader(repositoryID: RepositoryID(hash(1)))
    #expect(AssociatedBytes.config(header: header) == header.encoded() + Array("config".utf8))
  }

  @Test("[1-d] Values on disk are the documented ones")
  func rawValues() {
    let fileKinds: [FileKind] = [
      .config, .keySlot, .pack, .indexRun, .snapshot, .record, .intent, .outcome, .plan, .waits,
      .verdict, .done, .stub,
    ]
    #expect(fileKinds.map(\.rawValue) == Array(1...13))
    #expect(FileKind.allCases.count == 13)
    let chunkKinds: [ChunkKind] = [.data, .treePiece, .treeList, .chunkList]
    #expect(chunkKinds.map(\.rawValue) == [0, 1, 2, 3])
    let frameKinds: [FrameKind] = [.data, .tree]
    #expect(frameKinds.map(\.rawValue) == [0, 1])
    let codecs: [Codec] = [.raw, .zstd]
    #expect(codecs.map(\.rawValue) == [0, 1])
    let purposes: [Intent.Purpose] = [.backup, .copy, .repack, .repair, .undelete, .checkpoint]
    #expect(purposes.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
    let statements: [SnapshotRecord.Kind] = [.tags, .note, .pin, .forgotten]
    #expect(statements.map(\.rawValue) == [0, 1, 2, 3])
  }
}
