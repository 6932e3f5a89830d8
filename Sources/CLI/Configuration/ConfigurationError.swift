/// Something in the configuration that cannot be used.
struct ConfigurationError: Error, Equatable {
  let position: TextPosition
  /// A clause without a full stop: "unknown key "pathes"".
  let problem: String
  /// What to write instead; never empty.
  let advice: String
}

/// Everything that is wrong with a configuration, in the order of the text; never none.
struct ConfigurationErrors: Error, Equatable {
  let errors: [ConfigurationError]

  init(_ errors: [ConfigurationError]) {
    self.errors = errors.sorted { $0.position < $1.position }
  }
}
