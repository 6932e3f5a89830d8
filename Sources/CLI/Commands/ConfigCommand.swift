import ArgumentParser
import Format
import Glibc
import Snapshots
import SystemPackage

/// `martlet config`: what the configuration says, and whether it can be used.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show and check the configuration.",
    subcommands: [Show.self, Check.self, Path.self, Example.self])
}

/// A command about the file itself, which may be wrong.
protocol ConfigurationCommand: MartletCommand {}

extension ConfigurationCommand {
  static var usesSettings: Bool { false }

  /// The file that counts here.
  func file(_ invocation: Invocation) throws(Failure) -> ConfigurationFile {
    guard let file = try ConfigurationFile(invocation.environment) else {
      throw .usage(
        "there is no place for a configuration: no home is known",
        advice: "Set $HOME, or $MARTLET_CONFIG to the file")
    }
    return file
  }

  /// What it says; there has to be one.
  func loaded(_ file: ConfigurationFile) throws -> Configuration {
    guard let configuration = try file.load() else { throw Failure.noConfiguration(at: file) }
    return configuration
  }
}

extension ConfigCommand {
  struct Show: ConfigurationCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show what holds for a profile, or for all, and where each part comes from.",
      discussion: "Passwords, commands and addresses that may hold one are not shown.")

    @OptionGroup(title: "Repository and output") var common: CommonOptions

    func run(in invocation: Invocation) throws -> ExitCode {
      let file = try file(invocation)
      let settings = try Settings(
        common, invocation.environment, configuration: loaded(file), of: file)
      let listing = SettingsListing(settings, common, invocation.environment)
      SettingsTable(path: file.path, rows: listing.rows).show(invocation.output)
      return .done
    }
  }

  struct Check: ConfigurationCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Say everything that is wrong with the configuration.")

    @OptionGroup(title: "Repository and output") var common: CommonOptions

    func run(in invocation: Invocation) throws -> ExitCode {
      let file = try file(invocation)
      let review = try ConfigurationReview(of: file, invocation.environment)
      return ConfigurationVerdict(path: file.path, review: review).show(invocation.output)
    }
  }

  struct Path: ConfigurationCommand {
    static let configuration = CommandConfiguration(
      commandName: "path", abstract: "Print the path of the file that counts.")

    @OptionGroup(title: "Repository and output") var common: CommonOptions

    func run(in invocation: Invocation) throws -> ExitCode {
      let file = try file(invocation)
      if common.json {
        invocation.output.object(
          [("schema", .schema), ("type", "configuration")] + JSON.named("path", file.path.bytes)
            + [("exists", .flag(file.isThere))])
      } else {
        // Scripts take it as it is, and a terminal would obey it.
        let shown =
          isatty(STDOUT_FILENO) == 1 ? Array(Printable.text(file.path.bytes).utf8) : file.path.bytes
        invocation.output.write(shown + [UInt8(ascii: "\n")])
      }
      if !file.isThere {
        invocation.output.note(
          "martlet: there is no such file yet; martlet config example shows how one looks")
      }
      return .done
    }
  }

  struct Example: ConfigurationCommand {
    static let configuration = CommandConfiguration(
      commandName: "example", abstract: "Print a configuration with every setting explained.")

    @OptionGroup(title: "Repository and output") var common: CommonOptions

    func run(in invocation: Invocation) throws -> ExitCode {
      guard common.json else {
        invocation.output.line(ConfigurationExample.text)
        return .done
      }
      invocation.output.object([
        ("schema", .schema), ("type", "example"), ("text", .text(ConfigurationExample.text)),
      ])
      return .done
    }
  }
}

extension Failure {
  static func noConfiguration(at file: ConfigurationFile) -> Failure {
    .usage(
      "there is no configuration", at: NameText.text(file.path.bytes),
      advice: "See how one looks: martlet config example")
  }
}
