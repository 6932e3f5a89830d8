/// martlet.toml(5): the configuration, by an example that the program accepts.
enum ConfigurationManual {
  /// Lines of roff, in the macros of man(7).
  static var page: [String] {
    [
      ".TH MARTLET.TOML 5 \"\" \"martlet \(Martlet.version)\" \"File Formats\"", ".SH NAME",
      "martlet.toml \\- repositories and profiles of martlet", ".SH DESCRIPTION",
      Roff.escaped(
        "One file in TOML: $MARTLET_CONFIG, else ~/.config/martlet/config.toml, else, for root, "
          + "/etc/martlet/config.toml. Nothing in it is ignored: an unknown key is an error, with "
          + "its line and column. An option of the command line goes before the environment, that "
          + "before the profile."), ".SH EXAMPLE", ".nf",
    ]
      + ConfigurationExample.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Roff.escaped(String($0)) } + [
        ".fi", ".SH \"SEE ALSO\"", "martlet(1), martlet\\-json(5)",
      ]
  }
}
