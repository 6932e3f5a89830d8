import Synchronization

/// How far a survey has come, for whoever shows progress.
package final class SurveyCounters: Sendable {
  private let foundCount = Atomic<Int>(0)
  private let treesCount = Atomic<Int>(0)

  package init() {}

  /// Those that were found so far; which others they name is not known before they are opened.
  package var found: Int { foundCount.load(ordering: .relaxed) }
  /// Pieces and lists of trees that were opened.
  package var trees: Int { treesCount.load(ordering: .relaxed) }

  func addFound(_ count: Int) {
    foundCount.wrappingAdd(count, ordering: .relaxed)
  }

  func addTree() {
    treesCount.wrappingAdd(1, ordering: .relaxed)
  }
}
