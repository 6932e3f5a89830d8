import Mirror

extension PlanFile {
  /// The path of the first step or notice of a plan that is not in its file at that place, or is
  /// only there; `nil` if the lines are equal. Metadata and contents are told apart by the digest
  /// alone: lines that are equal do not make plans equal.
  static func firstDifference(of file: [UInt8], from plan: MirrorPlan) -> [UInt8]? {
    let newline = UInt8(ascii: "\n")
    let written = file.split(separator: newline).dropFirst()
    var rest = written[...]
    for step in plan.steps where !takes(MirrorJSON.fields(step), &rest) { return step.path.bytes }
    for notice in plan.notices where !takes(MirrorJSON.fields(notice), &rest) {
      return notice.path.bytes
    }
    return rest.first.map { line in
      (try? FieldReader(line: 1, text: Array(line)).bytes("path")) ?? []
    }
  }

  /// Whether that is the next line.
  private static func takes(
    _ fields: [(String, JSON)], _ lines: inout ArraySlice<ArraySlice<UInt8>>
  ) -> Bool {
    lines.popFirst()?.elementsEqual(JSON.object(fields).line.utf8) ?? false
  }
}
