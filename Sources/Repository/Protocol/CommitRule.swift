/// What the epoch of a COMMIT means: n, as its session saw it in W2 [10.3-e].
package enum CommitRule {
  /// Whether a COMMIT counts beside verdict m; of an older one only that counts which the verdict
  /// names.
  package static func isInForce<Number: BinaryInteger>(
    epoch: Number, besideVerdict verdict: Number
  ) -> Bool {
    epoch >= verdict
  }

  /// Whether prune n takes the COMMIT away once its verdict is written: then the verdict says what
  /// counts of it. A VOID is never taken away, or its session could still commit.
  package static func isObsolete<Number: BinaryInteger>(
    epoch: Number, afterVerdict number: Number
  ) -> Bool {
    !isInForce(epoch: epoch, besideVerdict: number)
  }
}
