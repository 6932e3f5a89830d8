import ArgumentParser
import Format
import LocalState
import Repository

/// `martlet key list`: which keys there are, as far as can be told without one.
struct KeyListCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys of a repository.",
    discussion: "Needs no password: names and dates of keys are not secret.")

  @OptionGroup(title: "Repository and output") var common: CommonOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let location = try invocation.location()
    invocation.noteChoice(of: location)
    let storage = try location.open()
    let state = try invocation.openState(of: storage)
    let slots = try KeySlots.read(storage)
    for error in slots.damage { invocation.output.warn(error.problem, at: error.location) }
    KeyTable(slots: slots, lastOpened: state?.rememberedKeySlot()).show(invocation.output)
    return slots.damage.isEmpty ? .done : .incomplete
  }
}
