#!/usr/bin/env python3
"""Lists and restores the snapshots of a martlet repository: FORMAT.md as a program, nothing else.

    reader.py REPOSITORY --password-file FILE list
    reader.py REPOSITORY --password-file FILE restore SNAPSHOT FOLDER

SNAPSHOT is the beginning of a SID, FOLDER is created. Needs Python 3.11, cryptography and zstandard.
"""
import datetime, os, stat, sys
from collections import defaultdict
from repository import CHUNK_LIST, DATA, LIST, PIECE, Reader, Refused, Repository, require

FILE, FOLDER, SYMLINK, FIFO, SOCKET, BLOCK, CHARACTER = range(7)  # kinds of nodes [7.1]

def read_folder(repository, is_list, tree):
    """[7.2] The nodes of a folder, in order."""
    if not is_list:
        return read_piece(repository.chunk(tree, PIECE))
    reader, nodes = Reader(repository.chunk(tree, LIST)), []
    names = [reader.name() for _ in reader.times(34, 65_536)]
    for first, piece in zip(names, [reader.take(32) for _ in names]):
        piece = read_piece(repository.chunk(piece, PIECE))
        require(piece and piece[0].name == first, "a piece that begins with another name")
        require(not nodes or nodes[-1].name < first, "pieces that do not ascend")
        nodes += piece
    reader.end()
    return nodes

class Node:
    """One entry of a folder; what its kind or flags exclude stays as it is here."""
    ids, target, device, group, holes, attributes = (), b"", 0, None, (), ()

def read_piece(data):
    """[7.1] [7.3] Column by column."""
    reader = Reader(data)
    nodes = [Node() for _ in reader.times(10, 65_536)]
    def column(field, read, having=lambda node: True):
        for node in filter(having, nodes):
            setattr(node, field, read(node))
    def row(limits=(0o7777, 2**32 - 1, 2**32 - 1)):
        return [reader.varint(limit) for limit in limits], reader.string(), reader.string()
    def time_of(node):
        seconds = (latest - reader.varint()) % 2**64
        return (seconds - (seconds >> 63 << 64)) * 10**9
    def holes(node):
        found, end = [], 0
        for _ in reader.times(2):
            start = end + reader.varint()
            end = start + reader.varint()
            found.append((start, end))
        require(end <= node.size, "a hole beyond the end of its file")
        return found
    is_kind = lambda *kinds: lambda node: node.kind in kinds
    has_flag = lambda flag: lambda node: node.flags & flag
    permitted = defaultdict(lambda: range(4), {FILE: range(16), FOLDER: (0, 1, 8, 9)})
    latest, _ = reader.svarint(), reader.fixed(4)
    column("name", lambda node: reader.name())
    require(all(a.name < b.name for a, b in zip(nodes, nodes[1:])), "names that do not ascend")
    column("kind", lambda node: reader.one_of(*range(7)))
    column("flags", lambda node: reader.one_of(*permitted[node.kind]))
    owners = [row()[0] for _ in reader.times(5, len(nodes))]
    column("owner", lambda node: owners[reader.varint(len(owners) - 1)])
    column("time", time_of)
    column("time", lambda node: node.time + reader.fixed(4))
    column("size", lambda node: reader.varint(2**63 - 1), is_kind(FILE))
    column("ids", lambda node: range(1), is_kind(FOLDER))
    column("ids", lambda node: reader.times(32), is_kind(FILE))
    column("ids", lambda node: [reader.take(32) for _ in node.ids], is_kind(FILE, FOLDER))
    column("target", lambda node: reader.string(4_095), is_kind(SYMLINK))
    column("device", lambda node: os.makedev(reader.varint(), reader.varint()),
           is_kind(BLOCK, CHARACTER))
    column("group", lambda node: reader.take(8), has_flag(2))
    column("holes", holes, has_flag(4))
    column("attributes", lambda node: [(reader.string(), reader.string(65_536))
                                       for _ in reader.times(3)], has_flag(1))
    reader.end()
    return nodes

class Restore:
    def __init__(self, repository):
        self.repository, self.links, self.problems = repository, {}, []

    def folder(self, path, root, depth=0):
        require(depth <= 4_096, "folders over 4 096 deep")
        os.mkdir(path, 0o700)
        for node in read_folder(self.repository, *root):
            try:
                self.node(os.path.join(path, node.name), node, depth)
            except (Refused, OSError) as problem:
                self.problems.append(f"{os.fsdecode(path)}, {node.name!r}: {problem}")

    def node(self, path, node, depth):
        if node.group in self.links:
            return os.link(self.links[node.group], path, follow_symlinks=False)
        if node.kind == FOLDER:
            self.folder(path, (node.flags & 8, node.ids[0]), depth + 1)
        elif node.kind == FILE:
            self.contents(path, node)
        elif node.kind == SYMLINK:
            os.symlink(node.target, path)
        else:
            types = {FIFO: stat.S_IFIFO, SOCKET: stat.S_IFSOCK, BLOCK: stat.S_IFBLK}
            os.mknod(path, types.get(node.kind, stat.S_IFCHR) | 0o600, node.device)
        if node.group is not None:
            self.links[node.group] = path
        self.metadata(path, node)

    def contents(self, path, node):
        """Writes what is not in a hole, so that holes stay holes."""
        ids, at = node.ids, 0
        if node.flags & 8:
            lists = b"".join(self.repository.chunk(chunk, CHUNK_LIST) for chunk in ids)
            require(len(lists) % 32 == 0, "a chunk list that ends within an ID")
            ids = [lists[index : index + 32] for index in range(0, len(lists), 32)]
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in ids:
                data, written = self.repository.chunk(chunk, DATA), 0
                for hole in [*node.holes, (node.size, node.size)]:
                    start, end = (min(max(edge - at, written), len(data)) for edge in hole)
                    file.seek(at + written)
                    file.write(data[written:start])
                    require(not any(data[start:end]), "a hole that is not zeros")
                    written = end
                at += len(data)
            require(at == node.size, "chunks that do not add up to the size")
            file.truncate(node.size)

    def metadata(self, path, node):
        """The owner first, as a new one clears set-ID bits and capabilities; the time last.

        Whoever cannot give files away gives no set-ID bits either: they were another owner's.
        """
        mode, uid, gid = node.owner
        if os.geteuid() == 0:
            os.chown(path, uid, gid, follow_symlinks=False)
        else:
            mode &= 0o1777
        for name, value in node.attributes:
            os.setxattr(path, name, value, follow_symlinks=False)
        if node.kind != SYMLINK:
            os.chmod(path, mode)
        os.utime(path, ns=(node.time, node.time), follow_symlinks=False)

def main(arguments):
    match arguments:
        case [folder, "--password-file", file, "list" | "restore" as command, *rest]:
            require(len(rest) == (2 if command == "restore" else 0), __doc__)
        case _:
            raise Refused(__doc__)
    with open(file, "rb") as secret:
        repository = Repository(folder, secret.read().removesuffix(b"\n"))
    snapshots = repository.snapshots()
    if command == "list":
        for seconds, sid, zone, host, _, sources in snapshots:
            print(sid, datetime.datetime.fromtimestamp(seconds, zone).isoformat(), host, *sources)
        return 0
    roots = [root for _, sid, _, _, root, _ in snapshots if sid.startswith(rest[0])]
    require(len(roots) == 1, f"{len(roots)} snapshots begin with {rest[0]!r}")
    sys.setrecursionlimit(30_000)
    job = Restore(repository)
    job.folder(os.fsencode(rest[1]), roots[0])
    for problem in job.problems:
        print(problem, file=sys.stderr)
    return 3 if job.problems else 0

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Refused, OSError, ValueError) as problem:
        sys.exit(f"reader.py: {problem}")
