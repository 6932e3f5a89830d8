import Format

extension Repository {
  /// What the changes come to, from the records as they are now.
  ///
  /// Throws `failed` where they come to more tags than a snapshot may have.
  package func plan(
    _ changes: [RemarkChange], about snapshots: [CatalogedSnapshot]
  ) throws(RepositoryError) -> [RemarkPlan] {
    var damage: [RepositoryError] = []
    let records = try RecordReader.load(files, &damage)
    // One that cannot be read would still count when it can be read again.
    if let error = damage.first { throw error }
    var plans: [RemarkPlan] = []
    for snapshot in snapshots {
      let before = records.remarks(on: snapshot.id)
      var after = before
      for change in changes { change.apply(to: &after) }
      try checkLimits(of: after, snapshot)
      let kinds = Set(changes.map(\.kind))
      plans.append(
        RemarkPlan(
          snapshot: snapshot, before: before, after: after,
          superseded: Dictionary(
            uniqueKeysWithValues: kinds.map { ($0, records.standing($0, on: snapshot.id)) })))
    }
    return plans
  }

  /// Writes the records of plans that change something; each is durable on return.
  package func perform(_ plans: [RemarkPlan]) throws(RepositoryError) {
    try checkPermitsWriting()
    let writer = RecordWriter(self, TemporaryNames(try newSessionID()))
    for plan in plans where !plan.isNothing {
      for (kind, superseded) in plan.superseded.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        try writer.write(
          plan.statement(kind), about: plan.snapshot.id, of: plan.snapshot.session,
          superseding: superseded)
      }
    }
  }

  private func checkLimits(
    of remarks: Remarks, _ snapshot: CatalogedSnapshot
  ) throws(RepositoryError) {
    guard remarks.tags.count <= Limits.maxTags else {
      throw RepositoryError(
        .failed, "it would have \(remarks.tags.count) tags, and \(Limits.maxTags) are the most",
        at: "snapshot \(snapshot.id.short)", advice: "remove some first: martlet tag --remove TAG")
    }
  }
}
