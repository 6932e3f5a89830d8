import TestSupport
import Testing

@testable import Format

/// What a piece names, read without making its nodes: the same IDs, or a prune would take away what
/// is needed.
@Suite struct TreePieceReferencesTests {
  @Test("Following references finds every ID that the nodes of a piece have, and no other")
  func sameAsNodes() throws {
    var random = SeededGenerator(seed: 71)
    var ids = 0
    for _ in 0..<2_000 {
      let piece = TreePiece.random(using: &random)
      let found = try TreePieceReferences(decoding: piece.encoded())
      #expect(found.names(sameAs: piece), "\(piece)")
      let files = piece.nodes.filter { $0.kind == .file }
      #expect(found.sizes == files.map(\.size), "\(piece)")
      let areFiles = files.count == piece.nodes.count
      #expect(found.holdsOnlyFiles == (areFiles && files.allSatisfy { $0.hardLinkGroup == nil }))
      ids += found.contents.count + found.folders.count
    }
    print("IDs in 2 000 random pieces: \(ids)")
    #expect(ids > 2_000)
  }

  @Test("A piece that ends too early is refused wherever it ends before its last ID")
  func truncated() throws {
    var random = SeededGenerator(seed: 72)
    for _ in 0..<40 {
      let bytes = TreePiece.random(using: &random).encoded()
      for end in 0..<bytes.count {
        let isWhole = (try? TreePiece(decoding: Array(bytes[..<end]))) != nil
        let found = try? TreePieceReferences(decoding: Array(bytes[..<end]))
        #expect(!isWhole)
        // What comes after the IDs says nothing of chunks.
        let all = try TreePieceReferences(decoding: bytes)
        #expect(found == nil || found?.folders == all.folders)
      }
    }
  }
}

extension Node {
  fileprivate var size: UInt64 {
    if case .file(let size, _, _, _) = content { size } else { 0 }
  }
}
