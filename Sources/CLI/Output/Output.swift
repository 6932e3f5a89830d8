import Glibc
import Pipelines
import SystemPackage

/// The only place that prints: results on stdout, everything else on stderr.
///
/// Results are gathered and written in large pieces; `finish` writes the last one. When nobody
/// reads stdout any more (`| head`), the rest is dropped and that is no error; whoever has much to
/// print looks at `isClosed` and stops.
final class Output: Sendable {
  enum Format: Sendable { case text, json }

  private struct State {
    var buffer: [UInt8] = []
    var error: Errno?
    /// Status lines that stand on the terminal and have to be wiped first; the cursor is at the
    /// start of the first.
    var statusLines = 0
  }

  private static let bufferBytes = 32_768

  let format: Format
  /// Without what only tells that all went well.
  let isQuiet: Bool
  /// Whether text on stdout has colours.
  let isColored: Bool
  private let areErrorsColored: Bool
  private let state = Monitor(State())

  init(_ format: Format, isQuiet: Bool = false, colors: ColorChoice = .never) {
    self.format = format
    self.isQuiet = isQuiet
    isColored = format == .text && colors.isWanted(on: STDOUT_FILENO)
    areErrorsColored = format == .text && colors.isWanted(on: STDERR_FILENO)
  }
}

// MARK: results

extension Output {
  /// One line of the result.
  func line(_ text: String) { write(Array(text.utf8) + [newline]) }

  /// A line that says that all went well; `-q` drops it.
  func summary(_ text: String) {
    if !isQuiet { line(text) }
  }

  /// What the lines below it are about.
  func heading(_ text: String) {
    if format == .text { summary(text) }
  }

  func object(_ fields: [(String, JSON)]) { line(JSON.object(fields).line) }

  /// Contents of files, as they are.
  func write(_ bytes: [UInt8]) {
    state.access { state in
      Self.wipeStatus(&state)
      state.buffer += bytes
      if state.buffer.count >= Self.bufferBytes { Self.flush(&state) }
    }
  }

  /// Nothing more reaches stdout.
  var isClosed: Bool { state.access { $0.error != nil } }

  func flush() {
    state.access { Self.flush(&$0) }
  }

  /// Writes what is left: a result that did not reach its file is no result.
  ///
  /// Throws `full` or `incomplete` where stdout did not take everything, unless nobody wanted it:
  /// its reader just left, or it was closed from the start.
  func finish() throws(Failure) {
    let error = state.access { state -> Errno? in
      Self.wipeStatus(&state)
      Self.flush(&state)
      return state.error
    }
    guard let error, error != .brokenPipe, error != .badFileDescriptor else { return }
    throw Failure(
      [.noSpace, .diskQuotaExceeded].contains(error) ? .full : .incomplete,
      "the output cannot be written: \(error.clause)", advice: "Check where the output goes")
  }

  private var newline: UInt8 { UInt8(ascii: "\n") }

  private static func flush(_ state: inout State) {
    if state.error == nil { state.error = write(state.buffer, to: STDOUT_FILENO) }
    state.buffer.removeAll(keepingCapacity: true)
  }
}

// MARK: beside the results

extension Output {
  /// A remark about the run, for people; `-q` drops it.
  func note(_ text: String) {
    if !isQuiet, format == .text { remark(text) }
  }

  /// Something that is wrong and does not keep the run from its work.
  func warn(_ problem: String, at location: String) {
    guard format == .text else {
      let named = JSON.named("location", location)
      return remark(
        JSON.object(
          [("schema", .schema), ("type", "warning"), ("problem", .text(problem))] + named
        ).line)
    }
    let text = "! \(Printable.text(problem)) (\(Printable.text(location)))"
    remark(Tint.warning.applied(to: text, areErrorsColored))
  }

  private func remark(_ text: String) {
    state.access { state in
      Self.wipeStatus(&state)
      Self.flush(&state)
      Self.write(Array("\(text)\n".utf8), to: STDERR_FILENO)
    }
  }

  func report(_ failure: Failure) {
    guard format == .text else { return remark(failure.json.line) }
    let lines = failure.text.split(separator: "\n", maxSplits: 1).map(String.init)
    remark(
      ([Tint.bad.applied(to: lines[0], areErrorsColored)] + lines.dropFirst())
        .joined(separator: "\n"))
  }

  /// Replaces the status lines of a terminal, which are no longer than its lines. Written as one
  /// piece, so that no half of it is ever seen.
  func status(_ lines: [String]) {
    state.access { state in
      let text = lines.map { "\($0)\u{1B}[K" }.joined(separator: "\n")
      let up = lines.count > 1 ? "\u{1B}[\(lines.count - 1)A" : ""
      Self.write(Array("\r\(text)\r\(up)".utf8), to: STDERR_FILENO)
      state.statusLines = lines.count
    }
  }

  /// Clears from the cursor to the end of the screen.
  private static func wipeStatus(_ state: inout State) {
    guard state.statusLines > 0 else { return }
    write(Array("\r\u{1B}[J".utf8), to: STDERR_FILENO)
    state.statusLines = 0
  }

  /// Returns what went wrong.
  @discardableResult
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Errno? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Somebody made the terminal or pipe non-blocking for everybody who has it.
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wanted, 1, -1)
      } else if errno != EINTR {
        return Errno(rawValue: errno)
      }
    }
    return nil
  }
}
