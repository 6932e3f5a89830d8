"""Fills folders with files and holes of every shape, and with attributes."""
import errno, os, random, socket, stat, struct, subprocess

# Holes lie between blocks of this size, whatever the file system.
BLOCK = 65_536
MIB = 1 << 20

def every_kind(maker):
    """One entry of each kind, and its name."""
    maker.file(b"file", b"file")
    maker.file(b"read-only", b"file", 0o444)
    maker.folder(b"folder")
    maker.folder(b"read-only folder", 0o555)
    os.symlink("file", b"link")
    os.mkfifo(b"fifo")
    with socket.socket(socket.AF_UNIX) as endpoint:
        endpoint.bind("socket")
    os.mknod(b"character", stat.S_IFCHR | 0o600, os.makedev(1, 3))
    os.mknod(b"block", stat.S_IFBLK | 0o600, os.makedev(7, 300))
    return [b"file", b"read-only", b"folder", b"read-only folder", b"link", b"fifo", b"socket",
            b"character", b"block"]

def attributes(maker):
    """Of all namespaces, on all that can have them; names and values of every form and length."""
    def put(name, attribute, value, what="attribute"):
        return maker.attempt(
            what, os.setxattr, name, attribute, value, follow_symlinks=False)
    for name in every_kind(maker):
        can_have_users = name.split(b" ")[-1] in (b"file", b"folder", b"read-only")
        for space in (b"user.", b"trusted.", b"security.") if can_have_users else (
                b"trusted.", b"security."):
            put(name, space + b"martlet", space + name)
            put(name, space + b"empty", b"")
    maker.file(b"names")
    for attribute in (b"=", b"a=b,c", b"\n", b"\xff\xfe", b"\x01", b" ", b"long" + b"n" * 246, b".",
                      b"user.", b"UPPER", b"upper"):
        put(b"names", b"user." + attribute, attribute, "attribute name")
    maker.file(b"bytes")
    put(b"bytes", b"user.bytes", bytes(range(256)))
    maker.file(b"labels")
    put(b"labels", b"security.selinux", b"system_u:object_r:etc_t:s0\0")
    maker.file(b"many")
    for number in range(200):
        put(b"many", b"user.%03d" % number, b"%d" % number, "many attributes")
    for size in (1_000, 3_000, 4_000, 8_000, 16_000, 32_000, 65_535, 65_536):
        for name in (b"file %d" % size, b"folder %d" % size):
            (maker.file if name.startswith(b"file") else maker.folder)(name)
            put(name, b"user.long", random.Random(size).randbytes(size), "long attribute")

def access_list(*entries):
    """In the kernel's form: tag, rights, ID."""
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, rights, who) for tag, rights, who in entries)

NOBODY = 2**32 - 1
OWNER, USER, GROUP, OF_GROUP, MASK, OTHER = 1, 2, 4, 8, 16, 32
ACCESS = access_list((OWNER, 6, NOBODY), (USER, 7, 4242), (USER, 4, 65_534), (GROUP, 4, NOBODY),
                     (OF_GROUP, 2, 70_000), (MASK, 6, NOBODY), (OTHER, 0, NOBODY))
DEFAULT = access_list((OWNER, 7, NOBODY), (USER, 5, 1000), (GROUP, 5, NOBODY), (MASK, 5, NOBODY),
                      (OTHER, 1, NOBODY))

def access_lists(maker):
    """Also folders whose contents are older than the default, and so do not have it."""
    name = "system.posix_acl_access"
    default = "system.posix_acl_default"
    for mode in (0o600, 0o755, 0o444, 0o6770):
        maker.file(f"file {mode:o}", b"x", mode, (1000, 100))
        maker.attempt("access list", os.setxattr, f"file {mode:o}", name, ACCESS)
    os.mkfifo("fifo")
    maker.attempt("access list", os.setxattr, "fifo", name, ACCESS)
    for folder, lists in {"access": [(name, ACCESS)], "default": [(default, DEFAULT)],
                          "both": [(name, ACCESS), (default, DEFAULT)]}.items():
        maker.folder(folder, 0o2775, (1000, 100))
        for when in ("before", "after"):
            maker.folder(f"{folder}/folder {when}", 0o700)
            maker.file(f"{folder}/file {when}", b"x", 0o666)
            os.mkfifo(f"{folder}/fifo {when}", 0o666)
            os.symlink("x", f"{folder}/link {when}")
            if when == "before":
                for attribute, value in lists:
                    maker.attempt("access list", os.setxattr, folder, attribute, value)
        with open(f"{folder}/file inherits", "xb"):  # and nobody changes its mode
            pass

def capabilities(maker):
    """Of the second version, and of the third, which belongs to a user namespace."""
    second = struct.pack("<5I", 0x0200_0001, 1 << 10 | 1 << 13, 0, 1 << 10, 0)
    third = struct.pack("<6I", 0x0300_0001, 1 << 12, 0, 0, 0, 100_000)
    for name, value in ((b"second", second), (b"third", third)):
        maker.file(name, b"#!/bin/sh\n", 0o755, (0, 100))
        maker.attempt("capability", os.setxattr, name, b"security.capability", value)

def files(maker):
    """Around the lengths at which something else begins; equal contents more than once."""
    for size in (0, 1, 2, 511, 512, 4_095, 4_096, 4_097, 65_535, 65_536, 65_537, MIB - 1, MIB,
                 MIB + 1, 8 * MIB, 8 * MIB + 1, 17 * MIB):
        maker.file(f"random {size}", random.Random(size).randbytes(size))
    maker.file("random again", random.Random(8 * MIB).randbytes(8 * MIB))
    maker.file("zeros", bytes(9 * MIB))
    maker.file("one zero", b"\0")
    maker.file("text", b"".join(b"line %d of a text\n" % number for number in range(100_000)))
    for number in range(1_000):
        maker.file(f"small {number}", random.Random(number).randbytes(number * 7 % 4_099))

def sparse_file(name, size, *data):
    """A file of holes, but for (place, length)."""
    chance = random.Random(size)
    with open(name, "xb") as file:
        file.truncate(size)
        for place, length in data:
            file.seek(place)
            file.write(chance.randbytes(length))

def sparse(maker):
    for size in (1, 100, 4_095, 4_096, 4_097, BLOCK, MIB, MIB + 1, 9 * MIB, 100 * MIB):
        sparse_file(f"nothing but a hole {size}", size)
    for size in (3 * BLOCK, 12 * MIB + 12_345):
        sparse_file(f"at the start {size}", size, (size - BLOCK, BLOCK))
        sparse_file(f"in the middle {size}", size, (0, BLOCK), (size - BLOCK, BLOCK))
        sparse_file(f"at the end {size}", size, (0, BLOCK))
        sparse_file(f"around {size}", size, (size // 2 // BLOCK * BLOCK, 5))
        sparse_file(f"the last byte {size}", size, (size - 1, 1))
    sparse_file("many", 400 * 2 * 4_096, *((place * 2 * 4_096, 4_096) for place in range(400)))
    sparse_file("far apart", 40 * MIB, (0, 1), (20 * MIB, BLOCK), (39 * MIB, 1))
    sparse_file("many large", 64 * MIB, *((place * MIB, BLOCK) for place in range(1, 64, 3)))
    sparse_file("over 4 GiB", (4 << 30) + MIB + 5, (0, MIB), ((4 << 30) - 3, 7),
                ((4 << 30) + MIB, 5))
    with open("zeros and holes", "xb") as file:
        file.truncate(16 * MIB)
        for place in range(0, 16, 2):
            os.pwrite(file.fileno(), bytes(MIB), place * MIB)
    with open("zeros at the end of data", "xb") as file:
        file.write(b"x" * BLOCK + bytes(BLOCK))
        file.truncate(4 * BLOCK)
    with open("reserved", "xb") as file:
        file.write(b"x" * BLOCK)
        maker.attempt("reserved space", os.posix_fallocate, file.fileno(), 0, MIB)
    with open("punched", "xb") as file:
        file.write(random.Random(1).randbytes(MIB))
    maker.attempt("punched hole", punch, "punched", 4 * BLOCK, 3 * BLOCK)

def punch(name, start, length):
    """Takes the blocks back from the middle of a file."""
    words = ["fallocate", "--punch-hole", "-o", str(start), "-l", str(length), name]
    if subprocess.run(words, stderr=subprocess.DEVNULL).returncode != 0:
        raise OSError(errno.ENOTSUP, "no holes can be punched here")

def wide(maker):
    """300 000 entries in one folder."""
    for number in range(300_000):
        with open(f"entry {number:06}", "xb") as file:
            file.write(b"%d" % number)

def hole(maker):
    sparse_file("20 GiB", 20 << 30, ((20 << 30) - 10, 10))

def noise(maker):
    chance = random.Random(10)
    with open("10 GiB", "xb") as file:
        for _ in range(10 << 10):
            file.write(chance.randbytes(MIB))

ALL = [attributes, access_lists, capabilities, files, sparse]
