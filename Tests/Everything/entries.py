"""Walks a tree and reads what its entries are, by descriptors and names of one component: paths of
any length and depth are fine. Nothing of martlet is used, so that its mistakes are not repeated."""
import errno, os, stat

KINDS = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "symlink",
         stat.S_IFIFO: "fifo", stat.S_IFSOCK: "socket", stat.S_IFBLK: "block",
         stat.S_IFCHR: "character"}

class Entry:
    """What one name stands for. It must be asked before the walk goes on."""

    def __init__(self, path, folder, name):
        self.path, self.folder, self.name = path, folder, name
        self.status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        self.kind = KINDS[stat.S_IFMT(self.status.st_mode)]
        self.mode = stat.S_IMODE(self.status.st_mode)

    @property
    def inode(self):
        """Of an entry that may have other names, else nothing."""
        if self.kind != "folder" and self.status.st_nlink > 1:
            return self.status.st_dev, self.status.st_ino

    @property
    def device(self):
        if self.kind in ("block", "character"):
            return f"{os.major(self.status.st_rdev)}:{os.minor(self.status.st_rdev)}"

    @property
    def target(self):
        if self.kind == "symlink":
            return os.readlink(self.name, dir_fd=self.folder)

    def open(self):
        return os.open(self.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self.folder)

    def attributes(self):
        """Values by name; none where the file system has none."""
        held = os.open(self.name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self.folder)
        try:
            place = b"/proc/self/fd/%d" % held  # the entry itself, also if it is a link
            names = sorted(map(os.fsencode, os.listxattr(place)))
            return {name: os.getxattr(place, name) for name in names}
        except OSError as error:
            if error.errno != errno.ENOTSUP:
                raise
            return {}
        finally:
            os.close(held)

def extents(file, size):
    """Where a file has data: (start, end), in order."""
    found, end = [], 0
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
        except OSError as error:
            if error.errno != errno.ENXIO:  # nothing but a hole from here on
                raise
            break
        end = os.lseek(file, start, os.SEEK_HOLE)
        found.append((start, end))
    return found

def holes(data, size):
    """What lies between the extents: (start, end), in order."""
    edges = [0] + [edge for extent in data for edge in extent] + [size]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2]) if start < end]

def walk(root):
    """Every entry of a folder, itself first, folders before their contents, names by bytes: so
    `path`, a tuple of names, ascends."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    folder = os.open(root, flags & ~os.O_NOFOLLOW)
    try:
        yield Entry((), folder, b".")
        path, levels = [], [names(folder)]
        while levels:
            name = next(levels[-1], None)
            if name is None:
                levels.pop()
                if levels:
                    path.pop()
                    folder = moved(folder, "..", flags)
                continue
            entry = Entry((*path, name), folder, name)
            yield entry
            if entry.kind == "folder":
                path.append(name)
                folder = moved(folder, name, flags)
                levels.append(names(folder))
    finally:
        os.close(folder)

def names(folder):
    return iter(sorted(map(os.fsencode, os.listdir(folder))))

def moved(folder, name, flags):
    """The descriptor of a neighbour, instead of that of the folder: one is open at a time."""
    next_folder = os.open(name, flags, dir_fd=folder)
    os.close(folder)
    return next_folder
