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
    do {
      guard let command = try CommandLineParser.command(arguments) else { return .done }
      let output = Output(
        command.common.json ? .json : .text, isQuiet: command.common.quiet,
        colors: command.common.color)
      return end(run(command, output), output)
    } catch {
      let output = Output(arguments.wantsJSON ? .json : .text)
      output.report(error)
      return error.code
    }
  }

  private static func run(_ command: any MartletCommand, _ output: Output) -> ExitCode {
    do {
      let terminal = Terminal()
      let interruption = Interruption(terminal)
      let environment = try ProcessEnvironment.take()
      try interruption.watch()
      let invocation = Invocation(
        options: command.common, environment: environment,
        settings: type(of: command).usesSettings
          ? try Settings(command.common, environment) : .none, surroundings: .ofThisMachine(),
        output: output, interruption: interruption, terminal: terminal)
      return try invocation.recorded(command.recordedAs) { try command.run(in: $0) }
    } catch {
      let failure = Failure(error)
      output.report(failure)
      return failure.code
    }
  }

  private static func end(_ code: ExitCode, _ output: Output) -> ExitCode {
    do throws(Failure) {
      try output.finish()
      return code
    } catch {
      output.report(error)
      return code.or(error.code)
    }
  }
}
