extension Invocation {
  /// Goes on with a yes only: `-y`, or the answer at the terminal. Throws `refused` otherwise,
  /// before anything has been done.
  func confirm(_ question: String) throws {
    guard !options.yes else { return }
    switch try terminal.confirm(question) {
    case true?: return
    case false?:
      throw Failure(
        .refused, "nothing was done: the answer was not yes",
        advice: "To go on, answer with y, or run the same command with -y")
    case nil:
      throw Failure(
        .refused, "nothing was done: there is no terminal to ask \"\(question)\"",
        advice: "To answer with yes, run the same command with -y")
    }
  }
}
