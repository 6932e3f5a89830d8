/// A configuration with every setting that there is, to begin with.
enum ConfigurationExample {
  static let text = """
    # Repositories and profiles of martlet. Whatever is left out has its default.
    # `martlet config check` says what is wrong, `martlet config show` what holds.

    # A repository, so that `-r usb` and `repo = "usb"` mean it. Made once: martlet init -r usb
    [repo.usb]
    location = "/mnt/usb/martlet"              # ~/… is a path in your home
    # What opens it; without one of these the password is asked for.
    password-file = "~/.martlet-password"      # readable by you alone: chmod 600
    # password-command = "secret-tool lookup martlet usb"
    # recovery-file = "~/24-words"             # instead of a password

    # A profile, saved by: martlet backup -p docs
    [profile.docs]
    repo  = ["usb"]                            # several: read once, written to each
    paths = ["~/Documents", "~/Pictures"]
    # files-from = ["~/.list-of-paths"]        # of a folder only the paths that a file lists

    # What is left out: patterns as in a .gitignore, the last one that matches decides.
    exclude = ["node_modules/", "*.tmp", "!keep.tmp"]
    # exclude-file = ["~/.martlet-ignore"]     # patterns, one a line
    # exclude-larger-than = "4G"
    # exclude-caches = true                    # folders with a CACHEDIR.TAG
    # exclude-if-present = [".nobackup"]       # folders with such an entry
    # exclude-nodump = true                    # chattr +d
    # one-file-system = true

    # compression = "default"                  # or "fast", "max"
    # read-workers = 2                         # threads; by default one a processor
    # set = "docs"                             # of its snapshots; by default the profile's name
    # tags = ["laptop"]
    # note = "Papers and pictures"
    # skip-if-unchanged = true                 # no snapshot of nothing new

    # When: "hourly :15", "daily 12:30", "weekly mon 03:00", "monthly 1 03:00", or any text that
    # systemd takes as OnCalendar. In force after: martlet schedule install -p docs
    schedule = "daily 12:30"
    # `martlet status` ends with 6 when the last snapshot is older. By default the time from one run
    # to the next and half of it.
    overdue-after = "36h"
    # What stays; nothing is forgotten without it. { within = "30d", tags = ["keep"] } as well.
    keep  = { last = 5, daily = 14, weekly = 8, monthly = 12, yearly = 3 }
    # After a backup the repository is checked when that has not happened for so long.
    check = { every = "7d", read-data = "5%" }

    # Commands for /bin/sh. They get $MARTLET_PROFILE_NAME, $MARTLET_REPO, $MARTLET_SNAPSHOT,
    # $MARTLET_EXIT_CODE and $MARTLET_MESSAGE; files that they make are for you alone (umask 077).
    [profile.docs.hooks]
    before = ["mkdir -p ~/Documents"]          # one fails: nothing is saved
    after  = []                                # every repository has a snapshot
    failed = ["logger -p user.err \\"Backup failed: $MARTLET_MESSAGE\\""]

    [profile.docs.monitor]
    # Asked for when every repository has a snapshot; with /fail at its end when one has none.
    healthcheck = "https://hc-ping.com/UUID"
    # For the text collector of Prometheus' node exporter.
    # metrics-file = "/var/lib/node_exporter/textfile/martlet_docs.prom"
    """
}
