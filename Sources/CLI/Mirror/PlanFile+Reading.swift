import Format
import LocalState
import Mirror

/// Why a file is no plan: which line, which field of it, and what is wrong there.
struct PlanFileError: Error, Equatable {
  /// Counted from 1.
  let line: Int
  /// "a.inode"; empty where the line as a whole is wrong.
  let field: String
  /// A clause.
  let problem: String

  /// "line 1, digest: it has not 64 digits".
  var clause: String {
    "line \(line)\(field.isEmpty ? "" : ", \(Printable.text(field))"): \(problem)"
  }
}

extension PlanFile {
  /// The plan of a million files takes less; a disk that was given by mistake is not read.
  static let maxBytes = 1 << 30
  /// Of `direction` and the like a reader of this version knows all values.
  private static let schema = 1

  /// Reads a whole file; all of its lines must be there.
  init(parsing bytes: [UInt8]) throws(PlanFileError) {
    let newline = UInt8(ascii: "\n")
    var lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard let first = lines.first else {
      throw PlanFileError(line: 1, field: "", problem: "the file is empty")
    }
    try self.init(FieldReader(line: 1, text: Array(first)))
    var counts = ["step": 0, "notice": 0]
    for (index, line) in lines.enumerated().dropFirst() {
      let reader = try FieldReader(line: index + 1, text: Array(line))
      let type = try reader.text("type")
      guard let count = counts[type] else {
        throw reader.problem("type", "a plan has no lines of type \(Printable.text(type))")
      }
      counts[type] = count + 1
    }
    guard counts["step"] == steps, counts["notice"] == notices else {
      throw PlanFileError(
        line: lines.count + 1, field: "",
        problem: "there are \(counts["step"] ?? 0) steps and \(counts["notice"] ?? 0) notices, "
          + "where the first line says \(steps) and \(notices)")
    }
  }

  private init(_ reader: FieldReader) throws(PlanFileError) {
    guard try reader.number("schema") == Self.schema else {
      throw reader.problem("schema", "this martlet knows schema \(Self.schema) alone")
    }
    guard try reader.text("type") == "plan" else {
      throw reader.problem("type", "the first line of a plan is of type plan")
    }
    program = try reader.text("program")
    made = try reader.time("made") ?? Timestamp(seconds: 0, nanoseconds: 0)
    a = try reader.object("a").root()
    b = try reader.object("b").root()
    repository = RepositoryID(try reader.bytes32("repository"))
    baseline = try reader.optionalBytes32("baseline").map { SnapshotID($0) }
    before = try reader.optionalBytes32("before").map { SnapshotID($0) }
    rules = Rules(
      direction: try reader.choice("direction", PlanText.directions),
      comparison: try reader.choice("comparison", PlanText.comparisons),
      conflicts: try reader.choice("conflicts", PlanText.policies),
      renames: try reader.flag("renames") ? .on : .off,
      selection: MirrorPair.Selection(
        include: try reader.patterns("include"), exclude: try reader.patterns("exclude")))
    digest = try reader.bytes32("digest")
    steps = try reader.count("steps")
    notices = try reader.count("notices")
  }
}

/// The fields of one line, or of an object in it.
struct FieldReader {
  let line: Int
  /// "a." for what is in the object called a.
  private let prefix: String
  private let values: [String: JSON]

  init(line: Int, text: [UInt8]) throws(PlanFileError) {
    let value: JSON
    do throws(JSONProblem) {
      value = try JSON(parsing: text)
    } catch {
      throw PlanFileError(
        line: line, field: "", problem: "byte \(error.offset): \(error.problem)")
    }
    guard case .fields(let fields) = value else {
      throw PlanFileError(line: line, field: "", problem: "it is no object")
    }
    self.init(line: line, prefix: "", fields)
  }

  private init(line: Int, prefix: String, _ fields: [JSON.Field]) {
    self.line = line
    self.prefix = prefix
    values = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  func problem(_ field: String, _ problem: String) -> PlanFileError {
    PlanFileError(line: line, field: prefix + field, problem: problem)
  }

  func value(_ field: String) throws(PlanFileError) -> JSON {
    guard let value = values[field] else { throw problem(field, "it is missing") }
    return value
  }

  func text(_ field: String) throws(PlanFileError) -> String {
    guard case .text(let text) = try value(field) else { throw problem(field, "it is no text") }
    return text
  }

  func number(_ field: String) throws(PlanFileError) -> Int {
    guard case .number(let number) = try value(field) else {
      throw problem(field, "it is no whole number")
    }
    return number
  }

  func count(_ field: String) throws(PlanFileError) -> Int {
    let number = try number(field)
    guard number >= 0 else { throw problem(field, "it is less than 0") }
    return number
  }

  func flag(_ field: String) throws(PlanFileError) -> Bool {
    guard case .flag(let flag) = try value(field) else {
      throw problem(field, "it is neither true nor false")
    }
    return flag
  }

  func object(_ field: String) throws(PlanFileError) -> FieldReader {
    guard case .fields(let fields) = try value(field) else {
      throw problem(field, "it is no object")
    }
    return FieldReader(line: line, prefix: "\(prefix)\(field).", fields)
  }

  func bytes32(_ field: String) throws(PlanFileError) -> Bytes32 {
    guard let bytes = Hex.decode(try text(field)).flatMap({ Bytes32($0) }) else {
      throw problem(field, "it is not 64 hexadecimal digits")
    }
    return bytes
  }

  func optionalBytes32(_ field: String) throws(PlanFileError) -> Bytes32? {
    try value(field) == .null ? nil : bytes32(field)
  }

  func choice<Value>(
    _ field: String, _ texts: [Value: String]
  ) throws(PlanFileError) -> Value {
    let text = try text(field)
    guard let value = texts.first(where: { $0.value == text })?.key else {
      throw problem(field, "\(Printable.text(text)) is none of its values")
    }
    return value
  }

  func time(_ field: String) throws(PlanFileError) -> Timestamp? {
    let value = try value(field)
    if value == .null { return nil }
    guard case .list(let parts) = value, parts.count == 2, case .number(let seconds) = parts[0],
      case .number(let nanoseconds) = parts[1],
      0..<Int(Timestamp.nanosecondsPerSecond) ~= nanoseconds
    else { throw problem(field, "it is not seconds and nanoseconds") }
    return Timestamp(seconds: Int64(seconds), nanoseconds: UInt32(nanoseconds))
  }

  /// What `JSON.named` wrote.
  func bytes(_ field: String) throws(PlanFileError) -> [UInt8] {
    let text = try text(field)
    guard values["\(field)_b64"] != nil else { return Array(text.utf8) }
    guard let bytes = Base64.decode(try self.text("\(field)_b64")) else {
      throw problem("\(field)_b64", "it is not base 64")
    }
    return bytes
  }

  func patterns(_ field: String) throws(PlanFileError) -> [[UInt8]] {
    guard case .list(let items) = try value(field) else { throw problem(field, "it is no list") }
    var patterns: [[UInt8]] = []
    for (index, item) in items.enumerated() {
      guard case .fields(let fields) = item else { throw problem(field, "it holds no objects") }
      let reader = FieldReader(line: line, prefix: "\(prefix)\(field)[\(index)].", fields)
      patterns.append(try reader.bytes("pattern"))
    }
    return patterns
  }

  func root() throws(PlanFileError) -> MirroredRoot {
    guard let inode = UInt64(try text("inode")) else { throw problem("inode", "it is no number") }
    return MirroredRoot(
      path: try bytes("path"),
      identity: MirroredRoot.Identity(
        fileSystem: try text("file_system"), inode: inode, born: try time("born")),
      label: try text("label"))
  }
}
