/// The two files that make systemd start a scheduled run: what is started, and when.
struct SystemdUnit {
  let run: ScheduledRun

  /// Without its ending.
  static func name(of profile: String) -> String { "martlet-\(profile)" }

  /// What the first line begins with, in files that this program has made and may replace.
  static let marker = "# Made by martlet schedule install"
  /// What the second line begins with.
  static let scheduleMarker = "# Schedule: "

  private var head: String {
    """
    \(Self.marker) -p \(run.profile); martlet schedule remove -p \(run.profile) deletes it.
    \(Self.scheduleMarker)\(run.schedule.text)

    """
  }

  var timer: String {
    """
    \(head)
    [Unit]
    Description=When the martlet profile \(run.profile) is saved

    [Timer]
    OnCalendar=\(Self.escaped(run.schedule.onCalendar))
    # What was missed while the machine was off is made up for when it is on again.
    Persistent=true
    # Not everything at the same moment.
    RandomizedDelaySec=2min

    [Install]
    WantedBy=timers.target

    """
  }

  /// An exit code of 3, some files could not be read, is a failure too: it is where somebody looks.
  var service: String {
    """
    \(head)
    [Unit]
    Description=Backup of the martlet profile \(run.profile)

    [Service]
    Type=oneshot
    ExecStart=\(command)
    \(lines.joined(separator: "\n"))

    """
  }

  private var command: String {
    let words = [Self.quoted(run.program)] + run.arguments
    return words.joined(separator: " ")
  }

  private var lines: [String] {
    run.variables.map { "Environment=\(Self.quoted("\($0.name)=\($0.value)"))" }
      + run.credentials.map { "LoadCredential=\($0.name):\(Self.escaped($0.path))" }
      + [
        "# Whoever works at the machine comes first.", "Nice=10",
        "IOSchedulingClass=best-effort", "IOSchedulingPriority=7",
      ] + protection
  }

  /// Nothing that changes what there is to be saved (a private /tmp or /dev, hidden modules), or
  /// what may be read of it (fewer capabilities, and trusted attributes were lost).
  private var protection: [String] {
    guard let writable = run.writable else {
      return ["# Its commands may need anything, so that nothing is forbidden."]
    }
    let always = [
      "NoNewPrivileges=yes", "LockPersonality=yes", "MemoryDenyWriteExecute=yes",
      "RestrictNamespaces=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes",
      "SystemCallArchitectures=native",
    ]
    // For a user systemd could only do it in a name space in which all owners are lost.
    guard run.scope == .system else { return always }
    let paths = writable.map { Self.quoted("-\($0)") }.joined(separator: " ")
    return always + [
      "# It writes there and nowhere else; what does not exist yet is no error.",
      "ProtectSystem=strict", "ReadWritePaths=\(paths)",
    ]
  }

  /// A word in quotes, as systemd.service(5) and systemd.exec(5) take it. In the name of a program
  /// a dollar sign is one; in its arguments, of which none has any, it would not be.
  private static func quoted(_ text: String) -> String {
    let word = escaped(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(word)\""
  }

  /// Without specifiers.
  private static func escaped(_ text: String) -> String { text.replacing("%", with: "%%") }
}
