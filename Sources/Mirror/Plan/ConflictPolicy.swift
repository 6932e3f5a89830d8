/// What becomes of a name for which both sides have a new content: `--conflict`.
///
/// A content edited here and deleted there is no such conflict, the edit stays whatever the policy
/// (R4). Nor are metadata: they merge, and where both sides set one attribute, `a` and `b` settle
/// that too.
package enum ConflictPolicy: CaseIterable, Hashable, Sendable {
  /// The later version keeps the name, the other becomes a conflict copy (R5). A folder keeps its
  /// name against anything, a file against a link, either against a special file (R6).
  case keepBoth
  /// The later version stays alone. Between two kinds it is as `keepBoth`: a folder's time does not
  /// say when what is in it was written.
  case newer
  /// That side's version stays alone, and be it a file where the other has a folder; but a folder
  /// of which no baseline is known is not deleted for a file, there it is as `keepBoth` (R1).
  case a, b
  /// Each side keeps what it has, metadata included, and the baseline what it had.
  case hold
  /// Two texts that had one before are merged by lines; what does not merge is as `keepBoth`.
  case merge
}
