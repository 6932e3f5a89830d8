import Glibc
import Pipelines
import SystemPackage

/// Runs the commands of a profile around a backup.
///
/// They get no input, and their output goes to stderr: stdout is for results. Secrets are not in
/// their environment, as `$MARTLET_PASSWORD` is taken out of it when it is read. Files that they
/// make are for the owner alone, since this process makes its own so.
struct HookRun {
  /// How the backup ended, as the commands get to know it.
  struct Outcome {
    /// Of the repositories that it is about, a line each.
    var locations: [String] = []
    var snapshots: [String] = []
    /// `nil` before it has begun.
    var exitCode: ExitCode?
    var message = ""
  }

  let profile: Profile
  let cancellation: Cancellation

  /// Runs commands one after the other until one fails.
  ///
  /// Throws `Failure` for one that fails, also `interrupted`: then it has been ended.
  func run(_ commands: [Setting<String>], _ name: String, _ outcome: Outcome) throws(Failure) {
    for command in commands {
      let process = try start(command, name, outcome)
      let ending: Subprocess.Ending
      do throws(Cancelled) {
        ending = try process.wait(heeding: cancellation)
      } catch {
        throw .interrupted(advice: "A command of hooks.\(name) was ended: \(command.value)")
      }
      guard ending == .exit(0) else { throw failure(command, name, ending.text) }
    }
  }

  /// The same for commands of which none waits for another to succeed: all of them run, unless one
  /// is interrupted, and what went wrong is returned.
  func runAll(_ commands: [Setting<String>], _ name: String, _ outcome: Outcome) -> [Failure] {
    var failures: [Failure] = []
    for command in commands {
      do throws(Failure) {
        try run([command], name, outcome)
      } catch {
        failures.append(error)
        if error.code == .interrupted { break }
      }
    }
    return failures
  }

  private func start(
    _ command: Setting<String>, _ name: String, _ outcome: Outcome
  ) throws(Failure) -> Subprocess {
    let values = [
      // Not $MARTLET_PROFILE, which a martlet that a hook calls would take for its own.
      "MARTLET_PROFILE_NAME": profile.name.value, "MARTLET_PROFILE": "",
      "MARTLET_REPO": outcome.locations.joined(separator: "\n"),
      "MARTLET_SNAPSHOT": outcome.snapshots.joined(separator: "\n"),
      "MARTLET_EXIT_CODE": outcome.exitCode.map { "\($0.rawValue)" } ?? "",
      "MARTLET_MESSAGE": outcome.message,
    ]
    do throws(Errno) {
      return try ShellCommand(Array(command.value.utf8)).start(
        output: STDERR_FILENO, environment: values.mapValues { Array($0.utf8) }, input: .nothing,
        group: .own)
    } catch {
      throw failure(command, name, error.clause)
    }
  }

  private func failure(_ command: Setting<String>, _ name: String, _ problem: String) -> Failure {
    Failure(
      .failed, "a command of hooks.\(name) failed (\(problem)): \(command.value)",
      advice: "Run it by hand and see what it says; it stands in line \(command.position.line) of "
        + "the configuration")
  }
}
