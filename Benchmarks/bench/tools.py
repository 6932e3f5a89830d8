"""The command lines of each contestant. A step is a list of commands, or None where it has none.

All of them encrypt and compress with zstd at level 3 or their nearest default. Each keeps its
repository, cache and settings in a folder of its own and leaves the home folder alone.
"""

import shutil
import subprocess

from bench import peers
from bench.measure import Command

PASSWORD = "correct horse battery staple"


class Tool:
    def __init__(self, place, binary):
        self.place, self.binary = place, binary
        self.repository = place / "repository"
        self.password = place / "password"
        self.backups = 0

    def reset(self):
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        self.password.write_text(PASSWORD + "\n")
        self.backups = 0

    def command(self, *arguments, folder="/"):
        return Command([self.binary, *arguments], self.environment(), str(folder))

    def environment(self):
        home = {f"XDG_{kind}_HOME": str(self.place / kind.lower())
                for kind in ("CONFIG", "CACHE", "STATE", "DATA")}
        return {"HOME": str(self.place), **home}

    def version(self):
        answer = subprocess.run(
            [self.binary, self.version_argument], capture_output=True, text=True)
        words = answer.stdout.split()[:2]
        return " ".join(words if self.name in words else [self.name, *words[:1]])

    version_argument = "--version"

    def plan(self, repository, password):
        """What a prune of another repository would free; nobody but martlet has that one."""
        return None

    def mirror(self, folder, target):
        """Makes the target what the folder is."""
        return None

    def unchanged(self, folder):
        """The backup of a folder in which nothing has changed."""
        return self.backup(folder)


class Martlet(Tool):
    name = "martlet"

    def martlet(self, verb, *arguments):
        return self.command(
            verb, "-r", self.repository, "--password-file", self.password, *arguments)

    def create(self):
        return [self.martlet("init")]

    def backup(self, folder, reread=False):
        return [self.martlet("backup", *(["--force-read"] if reread else []), folder)]

    def restore(self, folder, target):
        return [self.martlet("restore", "latest", "--to", target)]

    def check(self):
        return [self.martlet("check", "--read-data")]

    def list(self):
        return [self.martlet("snapshots")]

    def keep_last(self):
        return [self.martlet("forget", "--keep-last", "1")]

    def prune(self):
        return [self.martlet("prune")]

    def mirror(self, folder, target):
        """With the private repository, whose key costs nothing to derive."""
        return [self.command("mirror", "--refresh", "--allow-mass-change", folder, target)]

    def plan(self, repository, password):
        file = self.repository.parent / "password of another"
        file.write_text(password)
        return [self.command(
            "forget", "-r", repository, "--password-file", file, "--keep-last", "5", "-n")]


class Base(Martlet):
    """Another build of it."""

    name = "base"


class Restic(Tool):
    name = "restic"
    version_argument = "version"

    def restic(self, verb, *arguments):
        return self.command(
            verb, "-r", self.repository, "--password-file", self.password,
            "--cache-dir", self.place / "cache", *arguments)

    def create(self):
        return [self.restic("init")]

    def backup(self, folder, reread=False):
        return [self.restic("backup", *(["--force"] if reread else []), folder)]

    def restore(self, folder, target):
        return [self.restic("restore", f"latest:{folder}", "--target", target)]

    def check(self):
        return [self.restic("check", "--read-data")]

    def list(self):
        return [self.restic("snapshots")]

    def keep_last(self):
        return [self.restic("forget", "--keep-last", "1", "--prune")]

    def prune(self):
        return [self.restic("prune")]


class Borg(Tool):
    name = "borg"

    def environment(self):
        return {
            **super().environment(), "BORG_BASE_DIR": str(self.place / "base"),
            "BORG_PASSPHRASE": PASSWORD}

    def create(self):
        return [self.command("init", "--encryption", "repokey", self.repository)]

    def backup(self, folder, reread=False):
        self.backups += 1
        more = ["--files-cache", "disabled"] if reread else []
        name = f"{self.repository}::{self.backups}"
        return [self.command(
            "create", "--compression", "zstd,3", *more, name, ".", folder=folder)]

    def restore(self, folder, target):
        target.mkdir(parents=True)
        return [self.command(
            "extract", f"{self.repository}::{self.backups}", folder=target)]

    def check(self):
        return [self.command("check", "--verify-data", self.repository)]

    def list(self):
        return [self.command("list", self.repository)]

    def keep_last(self):
        return [
            self.command("prune", "--keep-last", "1", self.repository),
            self.command("compact", self.repository)]

    def prune(self):
        return [self.command("compact", self.repository)]


class Rsync(Tool):
    """Makes folders equal, and keeps nothing of what it replaces."""

    name = "rsync"

    def __init__(self, place):
        super().__init__(place, "rsync")

    def version(self):
        return "rsync"

    def reset(self):
        super().reset()
        self.repository.mkdir()
        peers.need("rsync", "rsync")

    def create(self):
        return None

    def mirror(self, folder, target):
        return [self.command("-a", "--delete", f"{folder}/", f"{target}/")]


class Floor(Tool):
    """What the simplest tool needs that does part of the same: `tar | zstd`, `find`, `cp`."""

    name = "floor"

    def __init__(self, place):
        super().__init__(place, "sh")

    def version(self):
        return "floor (tar | zstd -3 -T2; find; cp -a)"

    def reset(self):
        super().reset()
        peers.need("zstd", "zstd")

    def shell(self, text, *arguments):
        return self.command("-c", text, "sh", *arguments)

    def create(self):
        return None

    def backup(self, folder, reread=False):
        if self.repository.exists():
            return None
        self.repository.mkdir()
        return [self.shell(
            'tar -C "$1" -c . | zstd -q -3 -T2 > "$2"/tree.tar.zst', folder, self.repository)]

    def unchanged(self, folder):
        return [self.shell('find "$1" -printf "%p %s %T@ %i\\n" > /dev/null', folder)]

    def restore(self, folder, target):
        return [self.shell('cp -a "$1" "$2"', folder, target)]

    def check(self):
        return [self.shell('zstd -q -d -c "$1"/tree.tar.zst | sha256sum', self.repository)]

    def list(self):
        return None

    def keep_last(self):
        return None

    def prune(self):
        return None
