"""Fills folders with entries of every kind, name, owner, mode and time."""
import os, socket, stat

def modes(maker):
    """Each of setuid, setgid and sticky with permissions of interest, on files and folders."""
    for special in range(8):
        for permissions in (0o000, 0o644, 0o755, 0o711, 0o777, 0o400, 0o070, 0o007, 0o555):
            mode = special << 9 | permissions
            maker.file(b"file %04o" % mode, b"#!/bin/sh\n", mode)
            maker.folder(b"folder %04o" % mode, mode)
    os.mkfifo("fifo", 0o7777)
    os.chmod("fifo", 0o7777)

def owners(maker):
    """With names here, without, the largest that chown(2) takes."""
    for user, group in [(0, 0), (1, 2), (1000, 1000), (65534, 65534), (12_345, 54_321), (0, 70_000),
                        (4_000_000_000, 0), (2**32 - 2, 2**32 - 2)]:
        name = b" %d %d" % (user, group)
        maker.file(b"file" + name, b"x", 0o6755, (user, group))
        maker.folder(b"folder" + name, 0o3770, (user, group))
        os.symlink("nowhere", b"link" + name)
        os.mkfifo(b"fifo" + name, 0o622)
        for kind in (b"link", b"fifo"):
            os.chown(kind + name, user, group, follow_symlinks=False)

def folders(maker):
    """Empty, read-only and locked ones, and what is in them."""
    maker.folder("empty", 0o700)
    for name, mode in [("read-only", 0o555), ("locked", 0o000), ("blind", 0o333),
                       ("everybody's", 0o1777)]:
        maker.folder(name)
        maker.folder(f"{name}/empty", mode)
        maker.folder(f"{name}/in it", 0o755)
        maker.file(f"{name}/in it/file", name.encode(), 0o444)
        maker.file(f"{name}/locked file", name.encode(), 0o000)
        os.symlink("file", f"{name}/link")
        os.chmod(f"{name}/in it", mode)
        os.chmod(name, mode)

def special(maker):
    os.mkfifo("fifo", 0o640)
    for name in ("socket", "s" * 100):
        with socket.socket(socket.AF_UNIX) as endpoint:
            endpoint.bind(name)
    os.chmod("socket", 0o1765)
    os.chown("socket", 1000, 100)
    # The kernel holds 12 bits of the one and 20 of the other number.
    numbers = [(0, 0), (1, 3), (7, 255), (8, 256), (255, 255), (256, 256), (4095, 1048575)]
    for major, minor in numbers:
        for kind, letter in ((stat.S_IFCHR, "c"), (stat.S_IFBLK, "b")):
            maker.attempt("device", os.mknod, f"{letter} {major} {minor}", kind | 0o660,
                          os.makedev(major, minor))

def symlinks(maker):
    targets = {b"dangling": b"../nowhere", b"absolute": b"/etc/passwd", b"itself": b"itself",
               b"dot": b".", b"up": b"../..", b"slash": b"dot/", b"slashes": b"//dot//.//",
               b"not UTF-8": b"\xff\xfe\x80", b"lines": b"two\nlines\t\x1b[31m",
               b"short": b"x", b"device": b"/dev/null", b"outside": b"../../../../../../etc"}
    for name, target in targets.items():
        os.symlink(target, name)
    for length in (255, 256, 1_023, 4_094, 4_095):
        maker.attempt(f"target of {length} bytes", os.symlink, b"t" * length, b"t%d" % length)
    os.chown("dangling", 1000, 100, follow_symlinks=False)

def links(maker):
    """Names of one inode, near and far, before and behind what stands between them."""
    for folder in (b"a", b"b", b"z"):
        maker.folder(folder)
        maker.folder(folder + b"/deeper")
    def make_fifo(name):
        os.mkfifo(name, 0o600)
    def device(kind):
        return lambda name: os.mknod(name, kind | 0o600, os.makedev(1, 3))
    def socket_(name):
        with socket.socket(socket.AF_UNIX) as endpoint:
            endpoint.bind(name)
    makers = {
        b"file": lambda name: maker.file(name, b"one file, several names", 0o640, (1000, 100)),
        b"equal file": lambda name: maker.file(name, b"one file, several names", 0o640, (1000, 100)),
        b"empty": lambda name: maker.file(name),
        b"large": lambda name: maker.file(name, b"large " * 1_500_000),
        b"sparse": sparse_file, b"set-ID": lambda name: maker.file(name, b"x", 0o6711),
        b"link": lambda name: os.symlink("file", name), b"fifo": make_fifo, b"socket": socket_,
        b"character": device(stat.S_IFCHR), b"block": device(stat.S_IFBLK)}
    for name, make in makers.items():
        first = b"b/" + name
        make(first)
        for other in (b"a/deeper/" + name, b"z/" + name, b"~ " + name, b"b/again " + name):
            maker.attempt("link", os.link, first, other, follow_symlinks=False)
    maker.attempt("attribute", os.setxattr, b"z/file", b"user.of all names", b"yes")
    maker.file("many")
    for number in range(300):
        os.link("many", f"z/deeper/{number}")

def sparse_file(name):
    with open(name, "xb") as file:
        file.truncate(1 << 20)
        file.seek(300_000)
        file.write(b"data")

def names(maker):
    """Every byte that can be in a name, alone and behind another; what shells and terminals take
    for something else; names that only look alike; the longest."""
    for byte in range(1, 256):
        if byte != ord("/"):
            if byte != ord("."):
                maker.attempt("name", maker.file, bytes([byte]), bytes([byte]))
            maker.attempt("name", maker.file, b"x" + bytes([byte]), bytes([byte]))
    chosen = [b"-rf", b"--", b"--help", b"  two  ", b"...", b"..x", b".hidden", b"a\nb\r\nc",
              b"\x1b[2J\x1b]0;x\x07", b"$(reboot)", b"`x`", b"%s%n", b"~root", b"con", b"nul.txt",
              b"\xff\xfe\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"Name", b"name", b"NAME",
              "é".encode(), b"e\xcc\x81", "ﬁ".encode(), b"fi", "\u202etxt".encode(),
              "\u200b".encode(), "☃🐦".encode(), b"lost+found", b".martlet"]
    for name in chosen + [b"n" * 255, b"\xff" * 255, b"\n" * 255, "é".encode() * 127 + b"x"]:
        if maker.attempt("name", maker.file, name, name):
            maker.attempt("name", maker.folder, name[:250] + b" dir")
            maker.attempt("name", maker.file, name[:250] + b" dir/" + name, name)

def deep(maker):
    """1 200 levels of short names, and a path of 25 000 bytes, with something at their ends."""
    here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    maker.file("top", b"the name at the top")
    for name, levels in ((b"d", 1_200), (b"l" * 250, 100)):
        os.fchdir(here)
        for level in range(levels):
            os.mkdir(name, 0o755 if level % 3 else 0o555)
            os.chdir(name)
        maker.file(b"bottom", b"down here " + name)
        os.symlink(b"../" * 40 + b"top", b"link")
        os.mkfifo(b"fifo")
        os.mkdir(b"empty")
        maker.attempt("attribute", os.setxattr, b"bottom", b"user.deep", name)
        os.link(b"top", b"of the top", src_dir_fd=here)
    os.fchdir(here)
    os.close(here)

SECOND = 10**9
TIMES = {
    b"1901": -2**31 * SECOND, b"before 1970": -1_500_000_001, b"last before 1970": -1,
    b"0": 0, b"1": 1, b"last of 1970-01-01 00:00:00": SECOND - 1,
    b"nanoseconds": 1_700_000_000 * SECOND + 999_999_999,
    b"last of 31 bits": 2**31 * SECOND - 1, b"2038": 2**31 * SECOND,
    b"last of 32 bits": 2**32 * SECOND - 1, b"2106": 2**32 * SECOND + 1,
    b"2400": 13_569_465_600 * SECOND + 7}

def times(maker):
    for name, at in TIMES.items():
        maker.file(b"file " + name, b"x")
        maker.folder(b"folder " + name)
        maker.file(b"folder " + name + b"/file")
        os.symlink("x", b"link " + name)
        os.mkfifo(b"fifo " + name)
        for kind in (b"file ", b"folder ", b"link ", b"fifo "):
            maker.modified(kind + name, at)

ALL = [modes, owners, folders, special, symlinks, links, names, deep, times]
