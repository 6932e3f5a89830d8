/// What the file README in a repository says, to whoever finds the folder years later.
enum RepositoryReadme {
  static let text = """
    This folder is a martlet repository: encrypted, deduplicated backups of folders.

    Do not change, rename or delete anything in it by hand. Copying the whole folder is fine.

    To see what is in it:      martlet snapshots -r THIS-FOLDER
    To get everything back:    martlet restore -r THIS-FOLDER latest --to NEW-FOLDER

    Either the password or the 24 recovery words are needed; without one of them nobody can read it.

    Without martlet: the format is documented byte by byte in FORMAT.md of the martlet project, and
    a reader of some 300 lines of Python, written from that document, comes with it
    (Tests/PythonReader). It needs Python 3.11 with the packages "cryptography" and "zstandard".

    """
}
