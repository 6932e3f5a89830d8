/// What a prune does next. All calls are about plan n, the `Number` that they carry.
///
/// The files of `gc` decide by who comes first; everybody follows the one that is there. So each
/// creation is answered by `done`, whether the file was created or exists, and the next call reads
/// it back.
package enum PrunerCall<Names: ProtocolNames> {
  package typealias Session = Names.Sessions.Element
  package typealias Target = Names.Targets.Element

  /// P0: list `gc`, again if need be (`CollectionListing`). Answer: `collection`.
  case listCollection
  /// P1: choose what to condemn, and create `gc/n.plan`. Answer: `done`, or `nothingToDo`.
  ///
  /// Any choice is safe, orphans of running sessions included; a good one frees space.
  case createPlan(Names.Number)
  /// Read `gc/n.plan`. Answer: `done`, or `superseded` if a stub stands there.
  case readPlan(Names.Number)
  /// Move what is worth keeping out of condemned packs, by an ordinary session (`WriterSteps`) that
  /// commits index runs only. It may read from C and must base nothing on it. Its runs may name
  /// packs once more that are usable in its own view, so that old runs can go; named by a COMMIT,
  /// one in C would be in force after the verdict has deleted it. Answer: `done`, also if it was
  /// fenced.
  case repack(Names.Number)
  /// P2: list `sessions`. Answer: `done`.
  case listSessions
  /// P2: create `gc/n.waits` with every session of that listing. Answer: `done`.
  case createWaits(Names.Number)
  /// Read `gc/n.waits`. Answer: `sessions`, or `superseded`.
  case readWaits(Names.Number)
  /// What is to be done about a session (`SessionStanding`)? Answer: `standing`.
  case judge(Session)
  /// Create `log/SID` = VOID. Answer: `done` if it was created or any outcome exists.
  case fence(Session)
  /// P3: list `log`, and read it. What cannot be read ends the prune: the verdict would lose what
  /// it committed. Answer: `done`.
  case listLog
  /// P3: list `snapshots`, and read the records: what is forgotten is not live. Answer: `done`.
  case listSnapshots
  /// P3 and P4: decide by the two listings and verdict n − 1, and create `gc/n.verdict`.
  ///
  /// - The state is verdict n − 1 and the COMMITs in force beside it (`CommitRule`).
  /// - Live are those of its snapshots that were listed and not forgotten. Mark what they
  ///   reference; a tree that cannot be read ends the prune, since nobody knows what lies under it.
  ///   Not so a chunk without a copy that a snapshot of epoch n references: the listing may have
  ///   missed the COMMIT that has it, and nothing of such a session is in C.
  /// - `Sweep` decides by the packs that runs in force name and that are there with their length.
  ///   A condemned file goes unless it is of use: a live snapshot, a record that stands about one,
  ///   an index run that alone names a staying pack [10.4-c].
  ///   A snapshot that is not live goes too, condemned or not, if its COMMIT is obsolete then.
  /// - The verdict names the live snapshots, the index runs in force, the packs of theirs that are
  ///   no more, and what to delete.
  ///
  /// Answer: `done`, or `superseded` if verdict n − 1 is a stub by now.
  case createVerdict(Names.Number)
  /// Read `gc/n.verdict`, whoever wrote it. Answer: `targets`, what it deletes; or `superseded`.
  case readVerdict(Names.Number)
  /// P5: delete one file; it is no error if it is gone. Answer: `done`.
  case delete(Target)
  /// P5: the sessions with a COMMIT that is obsolete after verdict n (`CommitRule`), of a listing
  /// made now. Answer: `sessions`.
  case listObsoleteCommits(Names.Number)
  /// P5: remove `log/SID`. Answer: `done`.
  case removeCommit(Session)
  /// P5: create `gc/n.done`. Answer: `done`.
  case createDone(Names.Number)
  /// Make stubs of the plans, waits and verdicts before n. Each must be replaced in one step, by
  /// renaming over it: were a name free for a moment, a prune that slept would create it again and
  /// delete by a decision of long ago. Answer: `done`.
  case replaceByStubs(before: Names.Number)
  case end(PrunerEnding)
}

/// The answer to a `PrunerCall`.
package enum PrunerReply<Names: ProtocolNames> {
  case done
  case collection(CollectionNumbers<Names.Number>)
  case nothingToDo
  /// A later prune has made a stub of the file: this one is over.
  case superseded
  case sessions(Names.Sessions)
  case standing(SessionStanding)
  case targets(Names.Targets)
}

/// How a prune ended.
package enum PrunerEnding: UInt8, Sendable {
  case done
  case nothingToDo
  /// Sessions that may live have no outcome (`PrunerSteps.living`): the plan stays for later.
  case mustWait
  /// Others have come further.
  case superseded
}
