"""Makes the folders that are backed up. The same seed makes the same bytes, everywhere."""

import base64
import itertools
import random
import shutil
import sqlite3
import sys
import time

from bench import peers

LINUX_PACKAGE = "linux-source-6.1"
LINUX_VERSIONS = ["6.1.170-3", "6.1.176-1", "6.1.187-1", "6.1.192-2"]

# Of a release, what stands for it where there is little time: 14 500 files, 177 MiB.
LINUX_PARTS = ["arch/x86", "fs", "include", "kernel", "net", "sound"]

DATABASE_ROWS = 288_000
SMALL_FILES_IN_FOLDER = 10


def linux_releases(work, versions=LINUX_VERSIONS):
    """Four releases of the Linux source, as folders of about 78 600 files and 1.3 GB each."""
    releases = [work / f"w1/r{number}" for number, _ in enumerate(versions, start=1)]
    for version, release in zip(versions, releases):
        if not release.exists():
            unpack_linux(linux_package(work, version), release)
    return releases


def linux_parts(work):
    """Parts of two releases."""
    peers.need("rsync", "rsync")
    parts = [work / f"w1/parts{number}" for number in (1, 2)]
    for release, place in zip(linux_releases(work, LINUX_VERSIONS[:2]), parts):
        if not place.exists():
            making = place.with_suffix(".part")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            for part in LINUX_PARTS:
                peers.run(["rsync", "-a", "--relative", f"{release}/./{part}", f"{making}/"])
            making.rename(place)
    return parts


def linux_package(work, version):
    folder = work / "deb"
    folder.mkdir(exist_ok=True)
    package = folder / f"{LINUX_PACKAGE}_{version}_all.deb"
    if not package.exists():
        try:
            peers.run(["apt-get", "download", f"{LINUX_PACKAGE}={version}"], cwd=folder)
        except Exception:
            sys.exit(
                f"Debian no longer serves {LINUX_PACKAGE} {version}. Either put the package into "
                f"{folder}, or set LINUX_VERSIONS in {__file__} to four that "
                f"'apt-cache madison {LINUX_PACKAGE}' lists; figures of different releases "
                "cannot be compared.")
    return package


def unpack_linux(package, release):
    part = release.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    peers.need("xz", "xz-utils")
    peers.run(["dpkg", "-x", package, part / "deb"])
    (part / "tree").mkdir()
    archive = next((part / "deb/usr/src").glob("*.tar.xz"))
    peers.run(["tar", "-C", part / "tree", "--strip-components=1", "-xf", archive])
    (part / "tree").rename(release)
    shutil.rmtree(part)


def make_equal(tree, release):
    """Turns the working folder into a release, as a person who updates a source tree does: changed
    files are rewritten, all get the time of the release.

    Then nothing happens for three seconds, as between a change and the next backup on most days:
    what was touched in the last two, martlet reads once more the next time."""
    peers.need("rsync", "rsync")
    tree.mkdir(parents=True, exist_ok=True)
    peers.run(["rsync", "-a", "--checksum", "--delete", f"{release}/", f"{tree}/"])
    time.sleep(3)


def database(path, count=DATABASE_ROWS, seed=5):
    """A SQLite file, of 97 MB unless it has fewer rows, which compress to about a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    source = random.Random(seed)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE TABLE reading (id INTEGER PRIMARY KEY, at INTEGER, place TEXT, state TEXT,"
            " value BLOB)")
        rows = (row(source, number) for number in range(count))
        connection.executemany("INSERT INTO reading VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()


def row(source, number):
    state = source.choice(["new", "seen", "kept", "sent"])
    place = f"room {source.randrange(40)}, shelf {source.randrange(900)}"
    return number, 1_700_000_000 + number * 7, place, state, payload(source)


def payload(source):
    """About 280 bytes, most of them digits in text: they compress to a little over a half."""
    return source.randbytes(source.randrange(115, 140)).hex().encode() + source.randbytes(25)


def update_database(path, seed, count=DATABASE_ROWS, share=0.01):
    """Gives a share of the rows, chosen at random, a new value of the same length."""
    source = random.Random(seed)
    numbers = source.sample(range(count), int(count * share))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for number in numbers:
            (length,) = connection.execute(
                "SELECT length(value) FROM reading WHERE id = ?", (number,)).fetchone()
            value = payload(source) * 2
            connection.execute(
                "UPDATE reading SET value = ? WHERE id = ?", (value[:length], number))
    connection.close()


PIECE_BYTES = 20_000_000


def incompressible(folder, count=100, size=20_000_000, seed=8):
    folder.mkdir(parents=True)
    source = random.Random(seed)
    for number in range(count):
        with open(folder / f"{number:03}.bin", "wb") as target:
            for start in range(0, size, PIECE_BYTES):
                target.write(source.randbytes(min(PIECE_BYTES, size - start)))


def hole(folder, size=20 << 30):
    """A file that is nothing but a hole, except for a few bytes at its end."""
    folder.mkdir(parents=True)
    with open(folder / "hole.img", "wb") as target:
        target.truncate(size - 4096)
        target.seek(size - 4096)
        target.write(random.Random(20).randbytes(4096))


def wide(folder, entries=300_000):
    """Small files in one folder."""
    folder.mkdir(parents=True)
    for number in range(entries):
        (folder / f"message {number:06}.eml").write_bytes(b"%d\n" % number)


def insert_byte(path):
    """Moves everything in a file on by one byte."""
    moved = path.with_suffix(".part")
    with open(path, "rb") as source, open(moved, "wb") as target:
        target.write(b"X")
        shutil.copyfileobj(source, target, 1 << 20)
    moved.rename(path)


def small_files(folder, folders, seed=9):
    """Ten files of 0 to 4 KiB in each of many folders, a thousand folders side by side.

    Text by Zipf's law with random marks among the words, so that a file compresses a little by
    itself and more beside others, as source code and mail do.
    """
    source = random.Random(seed)
    words = [base64.b64encode(source.randbytes(6)) for _ in range(5000)]
    shares = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))
    for number in range(folders):
        place = folder / f"{number // 1000:03}" / f"{number % 1000:03}"
        place.mkdir(parents=True)
        for name in range(SMALL_FILES_IN_FOLDER):
            size = source.randrange(4097)
            (place / f"{name}.txt").write_bytes(text(source, words, shares, size))


def text(source, words, shares, size):
    parts = []
    for word in source.choices(words, cum_weights=shares, k=size // 13 + 1):
        parts += [word, base64.b64encode(source.randbytes(6))]
    return b" ".join(parts)[:size]
