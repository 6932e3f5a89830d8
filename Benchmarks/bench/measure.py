"""Runs commands and says what they cost."""

import os
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass


# Of what getrusage counts.
BLOCK = 512


@dataclass
class Cost:
    """Of one step, which may be several commands: sums, but the largest of the peaks. What was read
    from and written to disks; what the page cache had is not among it."""

    wall: float = 0.0
    cpu: float = 0.0
    peak_bytes: int = 0
    read_bytes: int = 0
    written_bytes: int = 0
    failure: str = ""

    def __add__(self, other):
        return Cost(
            self.wall + other.wall, self.cpu + other.cpu,
            max(self.peak_bytes, other.peak_bytes), self.read_bytes + other.read_bytes,
            self.written_bytes + other.written_bytes, self.failure or other.failure)


@dataclass
class Command:
    arguments: list
    environment: dict
    folder: str = "/"


def cost(commands, log, reads=(), drop_caches=False):
    """Performs the commands in order up to the first that fails. Their output goes to `log`. What
    they will read is in the page cache before each, or nothing is."""
    total = Cost()
    for command in commands:
        settle(reads, drop_caches)
        total += one(command, log)
        if total.failure:
            print(f"  failed: {total.failure}; see {log}", file=sys.stderr)
            break
    return total


def one(command, log):
    arguments = [str(argument) for argument in command.arguments]
    with open(log, "ab") as output:
        output.write(f"\n$ {' '.join(arguments)}\n".encode())
        output.flush()
        start = time.perf_counter()
        child = subprocess.Popen(
            arguments, env={**os.environ, **command.environment}, cwd=command.folder,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        # Not child.wait(): only wait4 gives the resources of this child and its descendants alone.
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    failure = f"{arguments[0]} exited with {child.returncode}" if child.returncode else ""
    return Cost(
        wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024,
        usage.ru_inblock * BLOCK, usage.ru_oublock * BLOCK, failure)


def apart(work):
    """Performs `work` in a process of its own: the kernel counts what the starting process has in
    memory into the peak of what it starts, so this process must stay small."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(1)


def settle(reads, drop_caches):
    """Nothing of the step before shall be written back during the next."""
    os.sync()
    if drop_caches:
        with open("/proc/sys/vm/drop_caches", "w") as control:
            control.write("3")
        return
    for folder in reads:
        subprocess.run(
            ["find", folder, "-type", "f", "-exec", "cat", "{}", "+"], check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def apparent_bytes(folder):
    """What `du --apparent-size` says of a folder or file; 0 if there is none."""
    if not os.path.exists(folder):
        return 0
    answer = subprocess.run(
        ["du", "-s", "--apparent-size", "-B1", folder], check=True, capture_output=True)
    return int(answer.stdout.split()[0])
