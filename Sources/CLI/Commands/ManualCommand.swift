import ArgumentParser

/// `martlet manual`: martlet(1) as roff, for `make install`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page.", shouldDisplay: false)

  func run() {
    let output = Output(.text)
    for line in ManualPage.lines { output.line(line) }
    _ = output.finish()
  }
}
