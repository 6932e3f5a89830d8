/// What the manual says besides the help of the commands.
enum ManualTexts {
  static let environment = [
    ("MARTLET_REPO", "The repository, for commands that are not told."),
    ("MARTLET_PASSWORD", "The password. It is taken out of the environment when it is read."),
    ("MARTLET_PASSWORD_FILE", "A file with the password; one newline at its end does not count."),
    ("MARTLET_PASSWORD_COMMAND", "A command of the shell that prints the password."),
    ("MARTLET_PROFILE", "The profile of the configuration, for commands that are not told."),
    ("MARTLET_CONFIG", "The configuration file, instead of the usual one."),
    ("MARTLET_CACHE_DIR", "The folder for what can be made again, instead of the usual one."),
    ("NO_COLOR", "If set to anything, text has no colours unless --color asks for them."),
    (
      "CREDENTIALS_DIRECTORY",
      "Set by systemd: a credential called martlet-password is the password."
    ),
  ]

  static let files = [
    ("~/.config/martlet/config.toml", "Repositories and profiles: martlet.toml(5)."),
    ("~/.cache/martlet", "What makes runs faster. It can be deleted at any time."),
    (
      "~/.local/state/martlet",
      "What this machine remembers: which files it has seen, which runs there were, what was "
        + "proved when. Without it runs are slower once, and the history is gone."
    ),
  ]
}
