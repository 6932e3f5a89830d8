"""Fetches the programs that martlet is compared with; each function gives the path of a binary."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BORG_VERSION = "1.4.5"
BORG_BUILD_NEEDS = [
    "gcc", "libacl1-dev", "liblz4-dev", "libssl-dev", "libxxhash-dev", "libzstd-dev", "pkg-config",
    "python3-dev", "python3-venv"]


def restic(work):
    """The newest in Debian, whose stable release has one that is years old.

    From Debian's unstable distribution, by package lists in a folder of their own, so that the
    machine's own package manager never hears of that distribution.
    """
    binary = work / "restic/usr/bin/restic"
    if not binary.exists():
        state = work / "sid"
        (state / "state/lists/partial").mkdir(parents=True, exist_ok=True)
        (state / "cache/archives/partial").mkdir(parents=True, exist_ok=True)
        (state / "sid.sources").write_text(unstable_source())
        options = [
            f"Dir::Etc::sourcelist={state}/sid.sources", "Dir::Etc::sourceparts=-",
            f"Dir::State={state}/state", f"Dir::Cache={state}/cache",
            "Dir::State::status=/var/lib/dpkg/status", "APT::Sandbox::User=root"]
        apt = ["apt-get"] + [part for option in options for part in ("-o", option)]
        run(apt + ["update"])
        run(apt + ["download", "restic"], cwd=state)
        run(["dpkg", "-x", newest(state.glob("restic_*.deb")), work / "restic"])
    return binary


def unstable_source():
    """A source entry for unstable at the mirror that this machine already uses."""
    form = "$(LABEL)|$(REPO_URI)|$(SIGNED_BY)"
    targets = capture(["apt-get", "indextargets", "--format", form, "Created-By: Packages"])
    for line in targets.splitlines():
        label, mirror, _ = line.split("|")
        if label == "Debian":
            keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
            return (
                f"Types: deb\nURIs: {mirror}\nSuites: sid\nComponents: main\nSigned-By: {keys}\n")
    sys.exit("No Debian mirror is known here. Run 'apt-get update' as root, then try again.")


def borg(work):
    binary = work / "borg/bin/borg"
    if not binary.exists():
        install(BORG_BUILD_NEEDS)
        run(["/usr/bin/python3", "-m", "venv", work / "borg"])
        run([work / "borg/bin/pip", "install", f"borgbackup=={BORG_VERSION}"])
    return binary


def built(product, switch, work):
    """A program of this project that only measuring needs."""
    source = Path(__file__).resolve().parents[2]
    scratch = work / "build"
    run(
        ["swift", "build", "-c", "release", "--product", product, "--scratch-path", scratch],
        cwd=source, env={**os.environ, switch: "1"})
    return scratch / "release" / product


def martlet(work, commit):
    """The release build of another commit of this project."""
    project = Path(__file__).resolve().parents[2]
    exact = capture(["git", "-C", project, "rev-parse", "--short", f"{commit}^{{commit}}"]).strip()
    source = work / "base" / exact
    if not source.exists():
        run(["git", "clone", "--shared", "--quiet", "--no-checkout", project, source])
        run(["git", "-C", source, "checkout", "--quiet", exact])
    run(["make", "--silent", "-C", source, "build"])
    return source / ".build/release/martlet"


def install(packages):
    """Installs those Debian packages that are missing, as root or by sudo."""
    form = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n"]
    present = {line.split()[0] for line in capture(form).splitlines() if " ii" in line}
    missing = [package for package in packages if package not in present]
    if missing:
        as_root = [] if os.geteuid() == 0 else ["sudo"]
        run(as_root + ["apt-get", "update"])
        run(as_root + ["apt-get", "install", "-y", "--no-install-recommends"] + missing)


def need(program, package):
    if not shutil.which(program):
        install([package])


def run(arguments, **options):
    """Performs a preparation; its output is for the eyes, so stdout stays free for the tables."""
    subprocess.run([str(part) for part in arguments], check=True, stdout=sys.stderr, **options)


def capture(arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def newest(paths):
    return max(paths, key=lambda path: path.stat().st_mtime)
