import SystemPackage

/// A command as somebody wrote it for the shell.
struct ShellCommand: Equatable {
  let text: [UInt8]

  init(_ text: [UInt8]) {
    self.text = text
  }

  /// Has `/bin/sh` run it, with stdout on `output`.
  ///
  /// Where that is the writing end of a pipe, the caller closes its own copy, reads the other one
  /// to its end, closes that too, and then waits: a command that still writes gets to know that it
  /// is over.
  func start(
    output: Int32, environment: [String: [UInt8]] = [:], input: Subprocess.Stream = .shared,
    group: Subprocess.Group = .shared
  ) throws(Errno) -> Subprocess {
    try Subprocess(
      [Array("/bin/sh".utf8), Array("-c".utf8), text], environment: environment, input: input,
      output: output, group: group)
  }
}
