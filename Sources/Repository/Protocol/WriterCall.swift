/// What a session does next.
package enum WriterCall<Number: FixedWidthInteger & Sendable>: Equatable, Sendable {
  /// W1: create `sessions/SID.0`. Answer: `done`.
  case createIntent
  /// W2: list `gc`, again if need be (`CollectionListing`). Answer: `collection`.
  case listCollection
  /// W3: list `log`. Answer: `done`.
  case listLog
  /// W3: list `packs`. Answer: `done`; from now on it is known what is usable.
  case listPacks
  /// W4: whatever the session is for, until every pack is durable. Answer: `done`.
  case storePacks
  /// W4: the index runs, durable. Answer: `done`.
  case storeRuns
  /// W4: the snapshot, if there is one, then the records about it, durable. Answer: `done`.
  case storeSnapshot
  /// W5: create `log/SID` = COMMIT{epoch}. Answer: `done` if it was created, `lost` if nobody
  /// knows, `exists` after reading what is there.
  case createOutcome(epoch: Number)
  /// W6: remove the intent. Answer: `done`.
  case removeIntent
  /// Nothing more.
  case end(WriterEnding)
}

/// The answer to a `WriterCall`.
package enum WriterReply<Number: FixedWidthInteger & Sendable>: Equatable, Sendable {
  case done
  case collection(CollectionNumbers<Number>)
  case lost
  case exists(Whose)

  package enum Whose: Sendable {
    /// Equal to what was to be created: created before, and the answer was lost.
    case ours
    /// Anything else: somebody recorded VOID.
    case another
  }
}

/// How a session ended.
package enum WriterEnding: UInt8, Sendable {
  /// The COMMIT is durable: now, and not before, the user may hear "saved".
  case saved
  /// VOID came first. Whatever the session referred to may be gone: start again, with a new SID.
  case fenced
  /// It gave up.
  case failed
}
