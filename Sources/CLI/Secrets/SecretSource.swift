import Format
import Glibc
import Repository
import Sealing
import Snapshots
import SystemPackage

/// Where the password or the recovery words come from.
///
/// An option goes before the environment, that before a credential of systemd, that before the
/// configuration, that before the terminal. Two sources on one level contradict each other.
enum SecretSource {
  case recoveryWords(FilePath)
  case command(ShellCommand)
  case file(FilePath)
  case environment(SecretBytes)
  case terminal

  init(
    _ options: CommonOptions, recoveryFile: String? = nil, of entry: RepositoryEntry?,
    _ environment: ProcessEnvironment
  ) throws {
    let given = try [
      recoveryFile.map {
        SecretSource.recoveryWords(try AbsolutePath.make(NameText.bytes($0)))
      },
      options.passwordCommand.map { .command(ShellCommand(NameText.bytes($0))) },
      options.passwordFile.map { .file(try AbsolutePath.make(NameText.bytes($0))) },
    ].compactMap { $0 }
    let inEnvironment = [
      environment.bytes("MARTLET_PASSWORD_COMMAND").map { .command(ShellCommand($0)) },
      environment.path("MARTLET_PASSWORD_FILE").map(SecretSource.file),
      environment.password.map(SecretSource.environment),
    ].compactMap { $0 }
    self =
      try Self.only(given, "options")
      ?? Self.only(inEnvironment, "environment variables")
      ?? Self.credential(of: entry, environment)
      ?? entry?.secret.map { try SecretSource($0.value, environment) } ?? .terminal
  }

  private static func only(
    _ sources: [SecretSource], _ level: String
  ) throws(Failure) -> SecretSource? {
    guard sources.count < 2 else {
      throw .usage(
        "\(sources.count) \(level) say where the password comes from",
        advice: "Use one of them: --password-file, --password-command or --recovery-file; "
          + "$MARTLET_PASSWORD, $MARTLET_PASSWORD_FILE or $MARTLET_PASSWORD_COMMAND")
    }
    return sources.first
  }

  /// The name of the credential that holds the password of a repository with an entry, as
  /// `LoadCredential=` of a systemd service has it.
  static func credentialName(of entry: RepositoryEntry) -> String {
    "martlet-password-\(entry.name.value)"
  }

  /// The credential of this repository, else `martlet-password`, which is for any.
  private static func credential(
    of entry: RepositoryEntry?, _ environment: ProcessEnvironment
  ) -> SecretSource? {
    guard let folder = environment.path("CREDENTIALS_DIRECTORY") else { return nil }
    return [entry.map(credentialName), "martlet-password"].compactMap { $0 }
      .map { folder.appending($0) }
      .first { $0.withPlatformString { access($0, F_OK) } == 0 }.map { .file($0) }
  }

  private init(
    _ secret: RepositoryEntry.Secret, _ environment: ProcessEnvironment
  ) throws(Failure) {
    switch secret {
    case .passwordCommand(let command): self = .command(ShellCommand(Array(command.utf8)))
    case .passwordFile(let path):
      self = .file(try AbsolutePath.make(HomePath.bytes(path, environment)))
    case .recoveryFile(let path):
      self = .recoveryWords(try AbsolutePath.make(HomePath.bytes(path, environment)))
    }
  }
}

extension SecretSource {
  /// What opens the repository at `location`.
  func secret(for location: String, _ terminal: Terminal) throws -> Secret {
    guard case .recoveryWords(let file) = self else {
      return .password(try password(for: location, terminal))
    }
    let text = try Self.read(file, "recovery words")
    do throws(RecoveryWordsError) {
      // The words stay in ordinary memory as long as the text lives; they came from a file.
      return .recoveryWords(
        try RecoveryWords(parsing: text.withBytes { String(decoding: $0, as: UTF8.self) }))
    } catch {
      throw Failure(
        .wrongKey, error.clause, at: NameText.text(file.bytes),
        advice: "Compare the file with your sheet: 24 words, separated by spaces or line ends")
    }
  }

  /// What is asked for.
  enum Question {
    case password
    /// Beside one that opened the repository.
    case newPassword
  }

  /// A password that nobody has used yet; on a terminal it is asked for twice.
  func newPassword(
    for location: String, _ terminal: Terminal, asking question: Question = .password
  ) throws -> SecretBytes {
    let first = try password(for: location, terminal, asking: question)
    guard case .terminal = self else { return first }
    let second = try terminal.askSecret("The same again")
    guard let second, first.matches(second) else {
      throw Failure(
        .wrongKey, "the two passwords differ",
        advice: "Run the same command again; nothing was made")
    }
    return first
  }

  private func password(
    for location: String, _ terminal: Terminal, asking question: Question = .password
  ) throws -> SecretBytes {
    let password: SecretBytes
    switch self {
    case .command(let command): password = try PasswordCommand(command: command).run()
    case .file(let file): password = try Self.read(file, "password")
    case .environment(let given): password = given
    case .terminal, .recoveryWords: password = try Self.ask(question, location, terminal)
    }
    guard password.count > 0 else {
      throw Failure(
        .wrongKey, "the password is empty",
        advice: "Give one with at least one character: an empty password protects nothing")
    }
    return password
  }

  private static func read(_ file: FilePath, _ what: String) throws -> SecretBytes {
    do {
      return try SecretInput.read(file)
    } catch let error as Errno {
      throw Failure(
        .wrongKey, "the \(what) cannot be read: \(error.clause)", at: NameText.text(file.bytes),
        advice: "Check the path and who may read the file")
    }
  }

  private static func ask(
    _ question: Question, _ location: String, _ terminal: Terminal
  ) throws -> SecretBytes {
    let what = question == .password ? "Password" : "New password"
    let prompt = "\(what) for the repository at \(Printable.text(location))"
    if let password = try terminal.askSecret(prompt) { return password }
    switch question {
    case .password:
      throw Failure(
        .wrongKey, "there is no password, and no terminal to ask for it",
        advice: "Give it with --password-file FILE, --password-command COMMAND, "
          + "$MARTLET_PASSWORD_FILE or $MARTLET_PASSWORD")
    case .newPassword:
      throw Failure(
        .wrongKey, "there is no new password, and no terminal to ask for it",
        advice: "Give it with --new-password-file FILE or --new-password-command COMMAND")
    }
  }
}

extension RecoveryWordsError {
  var clause: String {
    switch self {
    case .wordCount(let count): "there are \(count) recovery words, not \(RecoveryWords.wordCount)"
    case .unknownWord(let word, let position): "word \(position), \"\(word)\", is not in the list"
    case .checksum: "one of the recovery words is not the right one, or two have changed places"
    case .failed(let error): "the recovery words cannot be used: \(error)"
    }
  }
}
