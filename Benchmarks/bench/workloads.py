"""What is measured. Every step is done by all contestants in turn before the next step begins, so
that what disturbs the machine for a while disturbs all of them."""

import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass

from bench import corpora, measure, peers


@dataclass
class Step:
    """What one contestant needed for one step of one run."""

    workload: str
    step: str
    tool: str
    cost: measure.Cost
    repository_bytes: int
    growth_bytes: int


class Record:
    """All steps of all runs; also appended to a file as they come, if there is one."""

    def __init__(self, path):
        self.steps, self.path = [], path

    def add(self, step):
        self.steps.append(step)
        print(
            f"  {step.tool:8} {step.step:22} {step.cost.wall:8.2f} s {step.cost.cpu:8.2f} s CPU"
            f" {step.cost.peak_bytes / 1e6:6.0f} MB, repository {step.repository_bytes} bytes"
            f" ({step.growth_bytes:+})", file=sys.stderr)
        if self.path:
            with open(self.path, "a") as lines:
                lines.write(json.dumps(asdict(step)) + "\n")


class Session:
    """One run of one workload: new repositories, then step after step."""

    def __init__(self, work, contestants, record, caches):
        self.work, self.contestants = work, contestants
        self.record, self.caches = record, caches
        self.logs = work / "logs"
        self.logs.mkdir(exist_ok=True)

    def begin(self, workload):
        self.workload = workload if self.caches == "warm" else f"{workload}, cold"
        self.broken = set()
        self.sizes = {}
        for tool in self.contestants:
            tool.reset()
            self.measure(tool, tool.create() or [])
            self.sizes[tool.name] = measure.apparent_bytes(tool.repository)

    def measure(self, tool, commands, reads=()):
        log = self.logs / f"{self.workload}-{tool.name}.log"
        cost = measure.cost(commands, log, reads, drop_caches=self.caches == "cold")
        if cost.failure:
            self.broken.add(tool.name)
        return cost

    def step(self, name, commands_of, source=None):
        """Measures `commands_of(tool)` for each contestant that has such a step. It reads `source`,
        or else what the tool has stored."""
        for tool in self.contestants:
            # A repository in which a step failed would give figures that mean nothing.
            commands = None if tool.name in self.broken else commands_of(tool)
            if commands is None:
                continue
            cost = self.measure(tool, commands, [source or tool.repository])
            size = measure.apparent_bytes(tool.repository)
            growth = size - self.sizes[tool.name]
            self.sizes[tool.name] = size
            self.record.add(Step(self.workload, name, tool.name, cost, size, growth))

    def restore(self, folder):
        """Restores with each contestant, and looks whether that gave the folder back."""
        targets = {tool.name: self.work / "run" / f"{tool.name}-restored"
                   for tool in self.contestants}
        for target in targets.values():
            shutil.rmtree(target, ignore_errors=True)
        self.step("restore", lambda tool: tool.restore(folder, targets[tool.name]))
        for name, target in targets.items():
            if name not in self.broken and target.exists():
                report_differences(name, folder, target)
            shutil.rmtree(target, ignore_errors=True)


def report_differences(name, folder, target):
    peers.need("rsync", "rsync")
    answer = subprocess.run(
        ["rsync", "-aXHn", "--checksum", "--delete", "--itemize-changes", f"{folder}/",
         f"{target}/"], check=True, capture_output=True)
    lines = answer.stdout.splitlines()
    if lines:
        first = lines[0].decode(errors="replace")
        print(f"  {name}: {len(lines)} restored entries differ, first: {first}", file=sys.stderr)


def linux_source(session, wanted):
    """W1: four releases of the Linux source, one over the other."""
    releases = (corpora.linux_parts if wanted.quick else corpora.linux_releases)(session.work)
    tree = session.work / "w1" / ("quick" if wanted.quick else "tree")
    corpora.make_equal(tree, releases[0])
    session.begin("w1")
    session.step("first backup", lambda tool: tool.backup(tree), tree)
    for number, release in enumerate(releases[1:], start=2):
        corpora.make_equal(tree, release)
        session.step(f"release {number}", lambda tool: tool.backup(tree), tree)
    session.step("nothing changed", lambda tool: tool.unchanged(tree), tree)
    session.restore(tree)
    session.step("check, all data", lambda tool: tool.check())
    session.step("keep only the last", lambda tool: tool.keep_last())


def mirror(session, wanted):
    """Two folders made equal: a release of the Linux source into an empty folder, the same again,
    and the next release."""
    releases = (corpora.linux_parts if wanted.quick else corpora.linux_releases)(session.work)
    tree = session.work / "mirror"
    corpora.make_equal(tree, releases[0])
    session.begin("mirror")
    targets = {tool.name: tool.place / "target" for tool in session.contestants}
    for target in targets.values():
        target.mkdir()

    def step(name):
        session.step(name, lambda tool: tool.mirror(tree, targets[tool.name]), tree)

    step("into an empty folder")
    step("nothing changed")
    corpora.make_equal(tree, releases[1])
    step("the next release")
    for name, target in targets.items():
        report_differences(name, tree, target)


def old(session, wanted):
    """The same with 300 MB of noise that the first three snapshots have and the last has not: what
    a prune frees. Then one with nothing to do, and a new repository of the last release alone."""
    releases = corpora.linux_releases(session.work)
    source = session.work / "noise-300"
    generate(source, lambda part: corpora.incompressible(part, count=15))
    tree = session.work / "old/tree"
    session.begin("old")
    for number, release in enumerate(releases, start=1):
        corpora.make_equal(tree, release)
        if number < len(releases):
            shutil.copytree(source, tree / "noise")
        session.step(f"release {number}", lambda tool: tool.backup(tree), tree)
        shutil.rmtree(tree / "noise", ignore_errors=True)
    session.step("keep only the last", lambda tool: tool.keep_last())
    session.step("nothing to prune", lambda tool: tool.prune())
    session.restore(tree)
    session.step("check, all data", lambda tool: tool.check())
    session.begin("old, new")
    session.step("of the last alone", lambda tool: tool.backup(tree), tree)


def database(session, wanted):
    """W5: a database of which one row in a hundred changes, at random, twice."""
    folder = session.work / "w5"
    path = folder / "readings.sqlite"
    count = corpora.DATABASE_ROWS // (10 if wanted.quick else 1)
    measure.apart(lambda: corpora.database(path, count))
    session.begin("w5")
    session.step("first backup", lambda tool: tool.backup(folder), folder)
    for seed in (1, 2):
        measure.apart(lambda: corpora.update_database(path, seed, count))
        session.step(f"1 % of rows, {seed}", lambda tool: tool.backup(folder), folder)
    session.restore(folder)
    session.step("check, all data", lambda tool: tool.check())


def incompressible(session, wanted):
    """W8: 2 GB in files of 20 MB that do not compress."""
    count = 10 if wanted.quick else 100
    folder = session.work / f"w8-{count}"
    generate(folder, lambda part: corpora.incompressible(part, count))
    session.begin("w8")
    session.step("first backup", lambda tool: tool.backup(folder), folder)
    session.step("nothing changed", lambda tool: tool.unchanged(folder), folder)
    session.step("forced to read again", lambda tool: tool.backup(folder, reread=True), folder)
    session.restore(folder)
    session.step("check, all data", lambda tool: tool.check())


def inserted(session, wanted):
    """A file of 1 GiB that does not compress, into which one byte is inserted at its start."""
    folder = session.work / "insert"
    shutil.rmtree(folder, ignore_errors=True)
    measure.apart(lambda: corpora.incompressible(folder, count=1, size=1 << 30))
    session.begin("insert")
    session.step("first backup", lambda tool: tool.backup(folder), folder)
    measure.apart(lambda: corpora.insert_byte(folder / "000.bin"))
    session.step("one byte inserted", lambda tool: tool.backup(folder), folder)
    session.restore(folder)


def small_files(session, wanted):
    """W9: a million files of 0 to 4 KiB in 100 000 folders."""
    folder = session.work / f"w9-{wanted.folders}"
    generate(folder, lambda part: corpora.small_files(part, wanted.folders))
    session.begin("w9")
    session.step("first backup", lambda tool: tool.backup(folder), folder)
    session.step("nothing changed", lambda tool: tool.unchanged(folder), folder)
    session.restore(folder)
    session.step("check, all data", lambda tool: tool.check())


def many(session, wanted):
    """A thousand snapshots of one small file, and how long the list of them takes."""
    folder = session.work / "many"
    generate(folder, lambda part: corpora.incompressible(part, count=1, size=1000))
    session.begin("many")
    session.step("list of none", lambda tool: tool.list())
    # The floor saves only once.
    session.step("1 000 backups", lambda tool: tool.list() and 1000 * tool.backup(folder))
    session.step("list", lambda tool: tool.list())


def scale(session, wanted):
    """A generated repository of ten million chunks: how long it takes to see what a prune would free
    there, with the local index to be made and with it there. Half of its ten snapshots would go."""
    repository = session.work / f"scale-{wanted.chunks}"
    maker = peers.built("Scale", "MARTLET_SCALE", session.work)
    generate(repository, lambda part: peers.run([maker, part, wanted.chunks]))
    session.begin("scale")
    session.step("plan, without index", lambda tool: tool.plan(repository, "scale"))
    session.step("plan", lambda tool: tool.plan(repository, "scale"))


def hole(session, wanted):
    """A file of 20 GiB of which all but the end is a hole."""
    every_day(session, "hole", corpora.hole)


def wide(session, wanted):
    """300 000 files in one folder."""
    every_day(session, "wide", corpora.wide)


def noise(session, wanted):
    """A file of 10 GiB that does not compress."""
    every_day(session, "noise", lambda part: corpora.incompressible(part, count=1, size=10 << 30))


def every_day(session, name, make):
    """The steps in which a folder that is extreme in one way could take much memory."""
    folder = session.work / name
    generate(folder, make)
    session.begin(name)
    session.step("first backup", lambda tool: tool.backup(folder), folder)
    session.step("nothing changed", lambda tool: tool.unchanged(folder), folder)
    session.restore(folder)
    session.step("check, all data", lambda tool: tool.check())


def generate(folder, make):
    """Makes a folder that is not there yet; one half made is never taken for it."""
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        measure.apart(lambda: make(part))
        part.rename(folder)


BY_NAME = {"w1": linux_source, "old": old, "w5": database, "w8": incompressible, "w9": small_files,
           "insert": inserted, "many": many, "scale": scale, "hole": hole, "wide": wide,
           "noise": noise, "mirror": mirror}
