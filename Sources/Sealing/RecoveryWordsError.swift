/// Why typed words are no recovery words; says which word, counted from 1.
package enum RecoveryWordsError: Error, Equatable, Sendable {
  /// Not 24 words but this many.
  case wordCount(Int)
  /// Neither a word of the list nor the first four or more letters of one.
  case unknownWord(String, position: Int)
  /// Every word is in the list, but one is not the right one or they are in another order.
  case checksum
  /// Memory for the secret, or the hash for the checksum, was not to be had.
  case failed(SealingError)
}
