import Glibc
import Pipelines
import SystemPackage
import TestSupport
import Testing

@testable import CLI

/// Programs that run beside this one: what they get, and how they end.
struct SubprocessTests {
  /// What a command of the shell prints, and how it ends.
  private func run(
    _ command: String, environment: [String: [UInt8]] = [:]
  ) throws -> (text: String, ending: Subprocess.Ending) {
    let folder = try TemporaryFolder()
    let file = folder.appending("output")
    let descriptor = open(file.string, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let ending = try ShellCommand(Array(command.utf8)).start(
      output: descriptor, environment: environment, input: .nothing
    ).wait()
    return (String(decoding: Sandbox.contents(of: file), as: UTF8.self), ending)
  }

  @Test("A command gets the environment, with what is added to it or replaced in it")
  func environment() throws {
    let added = ["HOME": Array("/no where".utf8), "MARTLET_TEST": [0xFF]]
    let run = try run(
      "env | grep -a -c ^HOME=; echo \"$HOME\"; test -n \"$PATH\"", environment: added)
    #expect(run.text == "1\n/no where\n")
    #expect(run.ending == .exit(0))
    #expect(
      try self.run("printf %s \"$MARTLET_TEST\" | od -An -tx1", environment: added).text
        == " ff\n")
  }

  @Test("Exit codes and signals are told apart; a program that is not there is an error")
  func endings() throws {
    #expect(try run("exit 7").ending == .exit(7))
    #expect(try run("kill -9 $$").ending == .signal(9))
    #expect(try run("cat").text == "")
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try Subprocess([Array("no such program".utf8)], output: STDERR_FILENO)
    }
  }

  @Test("A stop ends what the command has started too, and one that does not listen")
  func stop() throws {
    for command in ["sleep 1000 & wait; true", "trap '' TERM; sleep 1000; true"] {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      let cancellation = Cancellation()
      let process = try ShellCommand(Array("echo; \(command)".utf8)).start(
        output: ends[1], input: .nothing, group: .own)
      close(ends[1])
      defer { close(ends[0]) }
      var byte: UInt8 = 0
      #expect(read(ends[0], &byte, 1) == 1)
      cancellation.cancel()
      #expect(throws: Cancelled.self) { try process.wait(heeding: cancellation) }
      // Nobody holds the other end any more.
      #expect(read(ends[0], &byte, 1) == 0)
    }
  }
}
