import ArgumentParser

/// `martlet manual [PAGE]`: a manual page as roff, for `make install`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print a manual page.", shouldDisplay: false)

  enum Page: String, ExpressibleByArgument, CaseIterable {
    case martlet
    case json = "martlet-json"
    case configuration = "martlet.toml"

    var lines: [String] {
      switch self {
      case .martlet: ManualPage.lines
      case .json: JSONManual.page
      case .configuration: ConfigurationManual.page
      }
    }
  }

  @Argument(help: "Which one.")
  var page = Page.martlet

  @Flag(help: "JSON lines instead of text.")
  var json = false

  func run() throws {
    let output = Output(json ? .json : .text)
    if json {
      let text = page.lines.joined(separator: "\n")
      output.object([("schema", .schema), ("type", "page"), ("text", .text(text))])
    } else {
      for line in page.lines { output.line(line) }
    }
    try output.finish()
  }
}
