"""What is in a martlet repository: keys, state, index, chunks and snapshots (FORMAT.md 1-6, 8-10).

Numbers in brackets are chapters of FORMAT.md. Tags, notes and "forgotten" (8.2) are not read: every
snapshot that exists is listed.
"""
import datetime, hashlib, hmac, os, re, struct, zstandard
from collections import defaultdict, namedtuple
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC, MAGICLESS = b"martlet\n", zstandard.FORMAT_ZSTD1_MAGICLESS
CONFIG, KEY_SLOT, PACK, INDEX_RUN, SNAPSHOT, OUTCOME, VERDICT = 1, 2, 3, 4, 5, 8, 11  # [3.1]
DATA, PIECE, LIST, CHUNK_LIST = range(4)  # chunk kinds [3.4]
MAX_CHUNK, MAX_FRAME, MAX_PACK, MIB = 8_388_608, 9_437_184, 134_217_728, 1 << 20

class Refused(Exception):
    """Something is not what FORMAT.md says it is."""

def require(condition, problem):
    if not condition:
        raise Refused(problem)

class Reader:
    """The encodings of chapter 1, read from the front of some bytes."""
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        require(count <= len(self.data) - self.at, f"{count} bytes at {self.at} are not there")
        self.at += count
        return self.data[self.at - count : self.at]

    def fixed(self, size):
        return int.from_bytes(self.take(size), "little")

    def one_of(self, *values):
        value = self.fixed(1)
        require(value in values, f"unknown value {value} at {self.at - 1}")
        return value

    def varint(self, limit=2**64 - 1):
        parts = [self.fixed(1)]
        while parts[-1] >= 0x80 and len(parts) < 10:
            parts.append(self.fixed(1))
        value = sum((part & 0x7F) << 7 * index for index, part in enumerate(parts))
        is_shortest = parts[-1] < 0x80 and (parts[-1] or len(parts) == 1)
        require(is_shortest and value <= limit, f"the varint before {self.at}")
        return value

    def svarint(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def times(self, size, limit=2**63):
        """How often something of at least `size` bytes follows, as a range to iterate."""
        value = self.varint(limit)
        require(value * size <= len(self.data) - self.at, f"{value} do not fit at {self.at}")
        return range(value)

    def string(self, limit=255):
        return self.take(self.varint(limit))

    def name(self):
        name = self.data[self.at : self.at + 256].partition(b"\0")[0]
        self.at += len(name) + 1
        require(0 < len(name) < 256 and self.at <= len(self.data), "length of a name")
        require(name not in (b".", b"..") and b"/" not in name, f"the name {name!r}")
        return name

    def end(self):
        require(self.at == len(self.data), "bytes after the end")

def check_header(data, kind):
    require(len(data) >= 16 and data[:8] == MAGIC, "not a file of a repository")
    require(data[8] == 1, "a newer martlet wrote this")
    require(data[9:16] == bytes([kind]) + bytes(6), f"not a file of kind {kind}")

def derive(secret, repository, label):
    return HKDF(SHA256(), 32, repository, b"martlet/1 " + label).derive(secret)

def open_sealed(key, sealed, associated):
    """[3.5] XAES-256-GCM: the first half of a nonce makes the key, the second is GCM's nonce."""
    require(len(sealed) >= 40, "too short to be sealed")
    aes = Cipher(algorithms.AES256(key), modes.ECB()).encryptor()
    first = int.from_bytes(aes.update(bytes(16)), "big")
    mask = (first << 1) % 2**128 ^ (0x87 if first >> 127 else 0)
    blocks = (int.from_bytes(bytes([0, n, 0x58, 0]) + sealed[:12], "big") for n in (1, 2))
    gcm = AESGCM(b"".join(aes.update((block ^ mask).to_bytes(16, "big")) for block in blocks))
    try:
        return gcm.decrypt(sealed[12:24], sealed[24:], associated)
    except Exception:
        raise Refused("does not decrypt: damaged, or not what it is taken for") from None

def decompress(data, length, base=b""):
    """[5.1] [5.3] One magicless zstd frame of exactly `length` bytes."""
    prefix = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    codec = zstandard.ZstdDecompressor(dict_data=prefix if base else None, format=MAGICLESS,
                                       max_window_size=1 << 27).decompressobj()
    try:
        plain = codec.decompress(data)
    except zstandard.ZstdError as error:
        raise Refused(f"does not decompress: {error}") from None
    require(codec.eof and not codec.unused_data, "not one whole frame")
    require(len(plain) == length, "decompresses to another length")
    return plain

def open_box(box, limit):
    """[3.6] Codec, lengths, payload, zeros."""
    reader = Reader(box)
    codec, raw_length, length = reader.one_of(0, 1), reader.fixed(8), reader.fixed(8)
    payload = reader.take(length)
    require(raw_length <= limit and not any(box[reader.at :]), "a box that is too long")
    require(codec == 1 or length == raw_length, "a raw payload of another length")
    return decompress(payload, raw_length) if codec == 1 else payload

Frame = namedtuple("Frame", "pack kind codec offset stored raw")
Copy = namedtuple("Copy", "frame offset length kind raw_length base")

def read_directory(reader, pack, end):
    """[6.2] Chunk IDs and copies of chunks in a pack whose frames end at `end` or before."""
    frames, chunks = reader.times(5), reader.times(35)
    kinds, codecs = ([reader.one_of(0, 1) for _ in frames] for _ in "12")
    stored, raw = ([reader.varint(MAX_FRAME) for _ in frames] for _ in "12")
    counts = [reader.varint(65_536) for _ in frames]
    require(sum(counts) == len(chunks) and 0 not in counts, "a chunk without frame, or none in one")
    require(16 + sum(stored) <= end, "frames that reach into the directory")
    table, offset = [], 16
    for kind, codec, length, raw_length, count in zip(kinds, codecs, stored, raw, counts):
        table += [Frame(pack, kind, codec, offset, length, raw_length)] * count
        offset += length
    is_delta = [reader.one_of(0, 1) for _ in chunks]
    chunk_kinds = [reader.one_of(DATA, PIECE, LIST, CHUNK_LIST) for _ in chunks]
    lengths = [reader.varint(MAX_CHUNK) for _ in chunks]
    deltas = range(sum(is_delta))
    delta_lengths = iter([reader.varint(MAX_FRAME) for _ in deltas])
    reader.take(len(deltas))  # depths and chain bytes are for writers
    [reader.varint() for _ in deltas]
    bases = iter([reader.take(16) for _ in deltas])
    copies, filled = [], defaultdict(int)
    for frame, delta, kind, length in zip(table, is_delta, chunk_kinds, lengths):
        require((kind != DATA) == (frame.kind == 1), "a chunk in a frame of another kind")
        inside, base = (next(delta_lengths), next(bases)) if delta else (length, None)
        copies.append(Copy(frame, filled[frame], inside, kind, length, base))
        filled[frame] += inside
    require(all(filled[frame] == frame.raw for frame in table), "chunks that do not fill a frame")
    return [(reader.take(32), copy) for copy in copies]

class Repository:
    def __init__(self, folder, password):
        self.folder, self.opened = folder, {}
        self.unlock(password)
        self.read_state()
        self.read_index()

    def names(self, folder, pattern):
        path = os.path.join(self.folder, folder)
        names = os.listdir(path) if os.path.isdir(path) else []
        return sorted(name for name in names if re.fullmatch(pattern, name))

    def file(self, path, kind, limit=MIB):
        with open(os.path.join(self.folder, path), "rb") as file:
            data = file.read(limit + 1)
        require(len(data) <= limit, f"{path} is over its limit")
        check_header(data, kind)
        return data

    def sealed_file(self, path, kind, key, limit=MIB, digest=None):
        """[3.6] What a file says, if it is the one with that SHA-256."""
        data = self.file(path, kind, limit)
        require(digest in (None, hashlib.sha256(data).digest()), f"{path} is not the one meant")
        associated = data[:16] + self.id + path.encode()
        return Reader(open_box(open_sealed(self.keys[key], data[16:], associated), limit))

    def unlock(self, password):
        """[3.2] [3.3] [3.7] With any config and slot that fit: there are copies of both."""
        problems = ["no key slots here"]
        slots = ["keys/" + name for name in self.names("keys", r"[0-9a-f]{32}\.[01]")]
        for config, slot in [(c, s) for c in ("config.0", "config.1") for s in slots]:
            try:
                data = self.file(config, CONFIG)
                require(data[16:20] == bytes(4), "a newer martlet wrote this")
                self.id = data[24:56]
                master = self.open_slot(self.file(slot, KEY_SLOT), password)
                labels = ("chunk-id", "data", "tree", "index", "log", "config")
                self.keys = {label: derive(master, self.id, label.encode()) for label in labels}
                sealed = open_sealed(self.keys["config"], data[56:], data[:56] + b"config")
                return require(sealed[:3] == bytes(3), "an unknown hash, chunker or sealing")
            except (Refused, OSError) as problem:
                problems.append(f"{config}, {slot}: {problem}")
        raise Refused("; ".join(problems[1:] or problems))

    def open_slot(self, data, password):
        """[3.2] The master key."""
        slot = Reader(data)
        slot.take(16 + 16)
        purpose, kdf, log_n, r, p, reserved = struct.unpack("<5B3s", slot.take(8))
        require(purpose == 0 and kdf == 1 and reserved == bytes(3), "not the slot of a password")
        require(15 <= log_n <= 21 and r == 8 and 1 <= p <= 4, "parameters of scrypt")
        _, salt, _ = slot.take(8), slot.take(32), slot.string(64)
        secret = Scrypt(salt, 32, 1 << log_n, r, p).derive(hashlib.sha256(password).digest())
        key = derive(secret, self.id, b"commitment")
        commitment = hmac.digest(key, data[: slot.at], "sha256")
        require(hmac.compare_digest(slot.take(32), commitment), "wrong password, or damaged")
        associated, sealed = data[: slot.at], slot.take(72)
        slot.end()
        return open_sealed(derive(secret, self.id, b"wrapping"), sealed, associated)

    def read_state(self):
        """[10.3] Index runs and snapshots of the newest verdict, and of the COMMITs since."""
        self.runs, self.bodies, self.gone, before = {}, {}, set(), None
        while before != (prunes := self.names("gc", r"[1-9][0-9]*\.[a-z]+")):
            before, sessions = prunes, self.names("log", r"[0-9a-f]{32}")
            late = set(self.names("log", r"[0-9a-f]{32}")) - set(sessions)
        newest = max((int(name[:-8]) for name in prunes if name.endswith(".verdict")), default=0)
        if newest:
            self.read_verdict(newest)
        for sid in [*sessions, *late]:  # [10.3-h]
            outcome = self.sealed_file("log/" + sid, OUTCOME, "log")
            if outcome.one_of(1, 2) == 1 and outcome.varint() >= newest:
                runs = [outcome.take(32) for _ in outcome.times(32)]
                self.runs |= {f"index/{sid}-{number}": digest for number, digest in enumerate(runs)}
                body = {sid: outcome.take(32)} if outcome.one_of(0, 1) else {}
                self.bodies |= {} if sid in late else body
                outcome.end()

    def read_verdict(self, number):
        """[10.4]"""
        verdict = self.sealed_file(f"gc/{number}.verdict", VERDICT, "log", 64 * MIB)
        require(verdict.varint() == number, "a verdict under another number")
        verdict.take(64)
        verdict.take(32 * len(verdict.times(32)))  # packs and files to delete: there or not
        [verdict.string() for _ in verdict.times(1)]
        self.bodies = {verdict.take(16).hex(): verdict.take(32) for _ in verdict.times(48)}
        for _ in verdict.times(49):
            path = f"index/{verdict.take(16).hex()}-{verdict.varint()}"
            self.runs[path] = verdict.take(32)
        self.gone = {verdict.take(32) for _ in verdict.times(32)}
        verdict.end()

    def read_index(self):
        """[9] Every copy of every chunk that is there and not lost."""
        self.copies, self.bases, lost = defaultdict(list), defaultdict(set), set()
        for path, digest in self.runs.items():
            run = self.sealed_file(path, INDEX_RUN, "index", 64 * MIB, digest)
            packs = [run.take(32) for _ in run.times(35)]
            for pack, length in zip(packs, [run.varint(MAX_PACK) for _ in packs]):
                entries, file = read_directory(run, pack, length - 16 - 4_136), self.path(pack)
                if pack in self.gone or not os.path.isfile(file) or os.path.getsize(file) != length:
                    continue
                for chunk, copy in entries:
                    self.copies[chunk].append(copy)
                    self.bases[chunk[:16]].add((chunk, copy.kind))
            lost |= {(run.take(32), run.take(32)) for _ in run.times(64)}
            run.end()
        for chunk, copies in self.copies.items():
            copies[:] = [copy for copy in copies if (copy.frame.pack, chunk) not in lost]

    def path(self, pack):
        return os.path.join(self.folder, "packs", pack.hex()[:2], pack.hex())

    def frame(self, frame):
        """[5.2] The raw bytes of a frame; the last few are kept."""
        if frame not in self.opened:
            with open(self.path(frame.pack), "rb") as file:
                check_header(file.read(16), PACK)
                file.seek(frame.offset)
                sealed = file.read(frame.stored)
            associated = MAGIC + bytes([1, 32 + frame.kind, 0, 0]) + self.id
            associated += struct.pack("<IB", frame.raw, frame.codec)
            data = open_sealed(self.keys["tree" if frame.kind else "data"], sealed, associated)
            data = decompress(data, frame.raw) if frame.codec == 1 else data
            require(len(data) == frame.raw, "a frame of another length")
            if len(self.opened) >= 16:
                del self.opened[next(iter(self.opened))]
            self.opened[frame] = data
        return self.opened[frame]

    def chunk(self, chunk, kind, steps=0):
        """[3.4] [5.3] The plaintext of a chunk, from the first copy that is what it should be."""
        problems = []
        for copy in self.copies.get(chunk, ()):
            try:
                require(copy.kind == kind, "another kind")
                data = self.frame(copy.frame)[copy.offset : copy.offset + copy.length]
                if copy.base is not None:
                    data = decompress(data, copy.raw_length, self.base(copy, steps + 1))
                digest = hmac.digest(self.keys["chunk-id"], bytes([kind]) + data, "sha256")
                require(hmac.compare_digest(digest, chunk), "another ID")
                return data
            except (Refused, OSError) as problem:
                problems.append(str(problem))
        raise Refused(f"chunk {chunk.hex()}: {'; '.join(problems) or 'no copy'}")

    def base(self, copy, steps):
        require(steps <= 8 and copy.frame.codec == 0, "a compressed delta, or one of 9 steps")
        for chunk, kind in self.bases.get(copy.base, ()):
            if (kind != DATA) == (copy.frame.kind == 1):
                return self.chunk(chunk, kind, steps)
        raise Refused("a delta without base")

    def snapshots(self):
        """[8.1] Time, SID, zone, host, root and sources of every snapshot, the oldest first."""
        found = []
        for sid, digest in self.bodies.items():
            body = self.sealed_file("snapshots/" + sid, SNAPSHOT, "tree", 16 * MIB, digest)
            seconds, _, minutes = body.svarint(), body.fixed(4), body.svarint()
            host, _, _, _ = (body.string().decode() for _ in range(4))
            for _ in "compared with", "previous":
                body.take(32 * body.one_of(0, 1))
            root = body.one_of(0, 1), body.take(32)
            sources = [os.fsdecode(body.string(MIB)) for _ in body.times(2, 4_096)]
            zone = datetime.timezone(datetime.timedelta(minutes=minutes))
            found.append((seconds, sid, zone, host, root, sources))
        return sorted(found, key=lambda snapshot: snapshot[:2])
