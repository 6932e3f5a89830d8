import ArgumentParser
import Glibc
import Repository

/// The process: from its arguments to its exit code.
@main
enum Program {
  static func main() {
    ProcessLimits.apply()
    let arguments = CommandLineArguments.ofThisProcess()
    exit(run(arguments).rawValue)
  }

  private static func run(_ arguments: CommandLineArguments) -> ExitCode {
    let format: Output.Format = arguments.wantsJSON ? .json : .text
    do {
      let environment = try ProcessEnvironment.take()
      let terminal = Terminal()
      let interruption = Interruption(terminal, format)
      try interruption.watch()
      guard let command = try CommandLineParser.command(arguments) else { return .done }
      let output = Output(format, isQuiet: command.common.quiet, colors: command.common.color)
      return end(output) {
        try run(command, environment, output, interruption, terminal)
      }
    } catch {
      let failure = Failure(error)
      Output(format).report(failure)
      return failure.code
    }
  }

  private static func run(
    _ command: any MartletCommand, _ environment: ProcessEnvironment, _ output: Output,
    _ interruption: Interruption, _ terminal: Terminal
  ) throws -> ExitCode {
    let invocation = Invocation(
      options: command.common, environment: environment,
      settings: type(of: command).usesSettings
        ? try Settings(command.common, environment) : .none, surroundings: .ofThisMachine(),
      output: output, interruption: interruption, terminal: terminal)
    return try invocation.recorded(command.recordedAs) { try command.run(in: $0) }
  }

  /// Runs `body` and writes what is left of its output: a result that nobody can read is none,
  /// whatever it is.
  private static func end(_ output: Output, _ body: () throws -> ExitCode) -> ExitCode {
    do {
      let code = try body()
      try output.finish()
      return code
    } catch {
      let failure = Failure(error)
      output.report(failure)
      // What was printed before it.
      try? output.finish()
      return failure.code
    }
  }
}
