#!/usr/bin/env python3
"""Independent verifier of an ecopark evidence bundle. One file, standard library only, nothing of ecopark is imported.

    python3 verify.py BUNDLE [--key VKEY] [--witness VKEY ...]     BUNDLE: folder or zip; VKEY: published verifier keys
    python3 verify.py --equivocation FILE --key VKEY               proof that a log has told two histories

It checks, and prints what it proved: the Ed25519 signature of the checkpoint (C2SP signed-note, tlog-checkpoint), the
Merkle tree (RFC 6962) from the entries up to the signed root, every tile, every readings batch from its chunks up to its
log entry, the derived tables by content, and every file of the bundle against its signed index.
Exit code: 0 everything agrees, 1 something was changed (each place is named), 2 wrong use or unreadable.
"""

import argparse
import base64
import hashlib
import io
import json
import lzma
import struct
import sys
import zipfile
import zlib
from pathlib import Path

FAULTS = []


def fault(place, what):
    FAULTS.append(place)
    print(f"FAULT  {place}: {what}")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# -- Ed25519 verification, RFC 8032 section 5.1.7 (points in extended coordinates, section 5.1.4)

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def decompress(content):
    y = int.from_bytes(content, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r, s = decompress(public), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = multiply(s, BASE), add(r, multiply(h, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# -- signed notes and checkpoints, c2sp.org/signed-note and c2sp.org/tlog-checkpoint


def decode64(text):
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError("not canonical base64")
    return content


def parse_key(text):
    name, key_id, encoded = text.split("+", 2)
    content = decode64(encoded)
    if sha256(name.encode(), b"\n", content)[:4].hex() != key_id or (content[0], len(content)) not in SIZES:
        raise ValueError("not a verifier key of a known type, or its id is wrong")
    return name, bytes.fromhex(key_id), content[1:], content[0]


SIZES = {(1, 33), (4, 33), (6, 1313)}  # Ed25519, Ed25519 cosignature, ML-DSA-44 cosignature


def lines_of(content):
    """Text of a note, and its signature lines: (key name, key id, signature)."""
    text, blank, lines = content.decode("utf-8").rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise ValueError("no signature lines")
    found = []
    for line in lines[:-1].split("\n"):
        dash, who, encoded = line.split(" ")
        signature = decode64(encoded)
        if dash != "\u2014" or len(signature) < 5:
            raise ValueError("not a signature line")
        found.append((who, signature[:4], signature[4:]))
    return text + "\n", found


def open_note(content, *keys):
    """Text of a note that each of `keys` has signed."""
    text, lines = lines_of(content)
    for name, key_id, public, _ in keys:
        mine = [signature for who, number, signature in lines if (who, number) == (name, key_id)]
        if not mine:
            raise ValueError("not signed by " + name)
        if not all(ed25519_verify(public, text.encode(), signature) for signature in mine):
            raise ValueError("the signature is wrong")
    return text


def check_witnesses(files, keys, witnesses):
    """Cosignatures, c2sp.org/tlog-cosignature, in the checkpoint and in the newest witnessed one; Ed25519 only."""
    for name, (who, number, public, kind) in [(n, w) for n in ("checkpoint", "witnessed") for w in witnesses]:
        if name in files.names:
            text, lines = lines_of(files.read(name))
            for content in [c for line, line_id, c in lines if (line, line_id) == (who, number)]:
                if kind != 4:
                    print(f"note   {who} signed {name} with ML-DSA-44, which this program cannot check: use ecopark verify")
                    continue
                time = int.from_bytes(content[:8], "big")
                message = f"cosignature/v1\ntime {time}\n{text}".encode()
                if not any((s[0], s[1]) == k[:2] for s in lines for k in keys):
                    fault(name, "is not signed by the log")
                elif ed25519_verify(public, message, content[8:]):
                    print(f"proved {who} cosigned {text.split(chr(10))[1]} entries at {time} (seconds since 1970)")
                else:
                    fault(name, f"the cosignature of {who} is wrong")


def follow_keys(files, key):
    """The keys that the log's own changes of key lead to from `key`, each signed as its entry demands."""
    keys, committed, earlier = [key], set(), set()
    handovers = {int(n[9:]): files.read(n) for n in files.names if n.startswith("handover/") and n[9:].isdecimal()}
    for size, note in sorted(handovers.items()):
        entry = files.entry(size - 1)
        action = entry.get("action")
        wanted = {"commit": ["key"], "recover": ["key", "recovery"]}.get(action, ["previous", "key"])
        signers = [parse_key(entry.get(which, "")) for which in wanted]
        if open_note(note, *signers).split("\n")[1] != str(size):
            raise ValueError(f"handover/{size} is of another size")
        if action == "commit":
            (committed if signers[0] == keys[-1] else earlier).add(entry["recovery_sha256"])
            continue
        committed |= earlier if keys[-1] in signers else set()
        if action is None and signers[0] == keys[-1]:
            keys.append(signers[1])
        elif action == "recover" and sha256(entry["recovery"].encode()).hex() in committed:
            keys += [signers[0]] if parse_key(entry["previous"]) == keys[-1] else []
    return keys


# -- Merkle tree, RFC 6962 section 2.1, and tiles, c2sp.org/tlog-tiles


def leaf_hash(entry):
    return sha256(b"\0", entry)


def root_of(level):
    if not level:
        return sha256()
    while len(level) > 1:
        odd = [level[-1]] if len(level) % 2 else []
        level = [sha256(b"\1", level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + odd
    return level[0]


def beginning(old, new, path):
    """Roots of the first `old` and of all `new` leaves that a path leads to (RFC 9162, 2.1.4.2, first node given)."""
    place, last, before, after = old - 1, new - 1, path[0], path[0]
    while place & 1:
        place, last = place >> 1, last >> 1
    for other in path[1:]:
        if place & 1 or place == last:
            before, after = sha256(b"\1", other, before), sha256(b"\1", other, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = sha256(b"\1", after, other)
        place, last = place >> 1, last >> 1
    return before, after, last == 0


def check_equivocation(path, key):
    """Exit code 0: the holder of the key has signed two histories."""
    said = json.loads(Path(path).read_bytes())
    if said["format"] != "ecopark-equivocation/v1":
        raise ValueError("another format")
    (origin, small, one), (again, large, two) = (
        open_note(said[which].encode(), key).split("\n")[:3] for which in ("first", "second")
    )
    old, new, one, two = int(small), int(large), decode64(one), decode64(two)
    proved = origin == again and old == new and one != two
    if origin == again and 0 < old < new:
        before, after, whole = beginning(old, new, [bytes.fromhex(h) for h in said["path"]])
        proved = whole and after == two and before != one
    text = f"{origin} has signed two histories, of {old} and of {new} entries"
    print(f"PROVED {text}" if proved else f"NOT PROVED: {text}")
    return 0 if proved else 1


def check_statement(path, key):
    """A badge's signed statement: what a park said at a moment. 0 if the signature is right, else 1."""
    if key is None:
        raise ValueError("--statement needs --key")
    with open(path, "rb") as file:
        given = json.load(file)
    try:
        first, origin, said, end = open_note(given["note"].encode(), key).split("\n")
        if (first, origin, end) != ("ecopark-statement/v1", key[0], "") or json.loads(said) != given["statement"]:
            raise ValueError("not the statement that was signed")
    except ValueError as error:
        fault("statement", str(error))
        return 1
    said = json.loads(said)
    until = said["until"] or "not stated"
    print(f"proved {key[0]} said at {said['issued']}: {said['words']['en']} ({said['code']}), until {until}")
    print("note   whether it still says so is asked at the badge's own address")
    return 0


def tile_name(kind, index, width):
    path = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        path = f"x{index % 1000:03d}/{path}"
    return f"tile/{kind}/{path}" + (f".p/{width}" if width < 256 else "")


def tiles(kind, items):
    return [(tile_name(kind, i // 256, len(items[i : i + 256])), items[i : i + 256]) for i in range(0, len(items), 256)]


# -- the bundle


DAMAGED = (OSError, RuntimeError, ValueError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)


class Files:
    def __init__(self, path):
        self.path, self.zip = Path(path), None if Path(path).is_dir() else zipfile.ZipFile(path)
        found = [p.relative_to(self.path).as_posix() for p in self.path.rglob("*") if p.is_file()]
        self.names = sorted(self.zip.namelist() if self.zip else found)

    def read(self, name):
        try:
            return self.zip.read(name) if self.zip else (self.path / name).read_bytes()
        except (KeyError, *DAMAGED):
            return b""

    def entry(self, index):
        """Content of an entry as shown, whatever the tree says of it."""
        for shown in map(json.loads, self.read("entries.jsonl").split(b"\n")[:-1]):
            if shown["index"] == index:
                return json.loads(shown["entry"])
        for width in range(256, index % 256, -1):
            content = self.read(tile_name("entries", index // 256, width))
            if content:
                for _ in range(index % 256):
                    content = content[2 + int.from_bytes(content[:2], "big") :]
                return json.loads(content[2 : 2 + int.from_bytes(content[:2], "big")])
        return {}

    def check_archive(self):
        """A zip must be what packing its files gives, so that nothing hides between them."""
        if not self.zip:
            return
        again = io.BytesIO()
        with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as archive:
            for name in self.names:
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.create_system, info.external_attr = 3, 0o644 << 16
                archive.writestr(info, self.read(name))
        if again.getvalue() != self.path.read_bytes():
            fault(self.path.name, "the archive has changed or added bytes outside its files")


def check_index(files, key):
    try:
        lines = open_note(files.read("bundle"), key).rstrip("\n").split("\n")
        if lines[0] != "ecopark-bundle/v1" or files.read("bundle").count("\n\u2014 ".encode()) != 1:
            raise ValueError("not an index of this format")
        listed = {line.split(" ", 2)[2]: line.split(" ", 2)[0] for line in lines[5:]}
    except ValueError as error:
        fault("bundle", f"the signed index: {error}")
        return
    for name, digest in listed.items():
        if name not in files.names:
            fault(name, "is missing")
        elif sha256(files.read(name)).hex() != digest:
            fault(name, f"was changed: SHA-256 must be {digest}")
    for name in set(files.names) - set(listed) - {"bundle"}:
        fault(name, "does not belong to the bundle")
    print(f"proved {len(listed)} files are those of the signed index ({', '.join(lines[1:5])})")


def check_tree(files, size, root):
    """The entries shown, {index: entry}, and the leaf hashes under the signed root."""
    entries, limited = {}, "entries.jsonl" in files.names
    stored = b"".join(files.read(name) for name, _ in tiles(0, range(size)))
    leaves = [stored[i : i + 32] for i in range(0, len(stored), 32)]
    for shown in map(json.loads, files.read("entries.jsonl").split(b"\n")[:-1]):
        entries[shown["index"]] = ("entries.jsonl", shown["entry"].encode())
    for name, numbers in [] if limited else tiles("entries", range(size)):
        content, at = files.read(name), 0
        for index in numbers:
            start, at = at + 2, at + 2 + int.from_bytes(content[at : at + 2], "big")
            entries[index] = (name, content[start:at])
        if at != len(content):
            fault(name, "its lengths do not end where it ends")
    if root_of(leaves) != root and not limited:
        leaves = [leaf_hash(entries[i][1]) for i in range(size)]
    if len(leaves) != size or root_of(leaves) != root:
        fault("checkpoint", "neither tiles nor entries lead to the signed root")
        return {}, leaves
    level, number = leaves, 0
    while level:
        for name, hashes in tiles(number, level):
            if files.read(name) != b"".join(hashes):
                fault(name, "hashes were changed or are missing")
        level, number = [root_of(level[i : i + 256]) for i in range(0, len(level) - 255, 256)], number + 1
    for index, (name, entry) in entries.items():
        if not 0 <= index < size or leaf_hash(entry) != leaves[index]:
            fault(name, f"entry {index} is not the one that was logged")
    print(f"proved {len(entries)} of {size} entries stand in the tree under the signed root {root.hex()}")
    return {i: json.loads(e) for i, (_, e) in entries.items() if 0 <= i < size and leaf_hash(e) == leaves[i]}, leaves


def check_batches(files, entries):
    batches = {e["batch"]: e for e in entries.values() if e["kind"] == "readings"}
    chunks = rows = 0
    for name in [n for n in files.names if n.startswith("batches/")]:
        content, hashes, at = files.read(name), [], 0
        entry = batches.get(int(name[8:-7])) if name.endswith(".chunks") and name[8:-7].isdecimal() else None
        while at + 37 <= len(content):
            shown, stated, length = struct.unpack_from(">B32sI", content, at)
            leaf, at = content[at + 37 : at + 37 + length], at + 37 + length
            hashes.append(leaf_hash(leaf) if shown else stated)
            if shown and len(leaf) >= 26:
                chunks, end = chunks + 1, 18 + int.from_bytes(leaf[16:18], "big")
                rows += (len(leaf) - end - 8) // 18
                if hashes[-1] != stated:
                    day = int.from_bytes(leaf[end : end + 4], "big", signed=True)
                    fault(
                        name, f"chunk {len(hashes) - 1} ({leaf[18:end].decode('utf-8', 'replace')}, day {day}) was changed"
                    )
        if at != len(content) or entry is None or root_of(hashes).hex() != entry["tree_root"]:
            fault(name, "its chunks do not lead to the root in the log")
    print(f"proved {rows} readings in {chunks} chunks are those that were logged")


def check_derived(files, entries):
    logged = {v for e in entries.values() if e["kind"] == "derived" for v in e.values() if isinstance(v, str)}
    names = [n for n in files.names if n.startswith("derived/") and n.endswith(".canonical")]
    for name in names:
        if sha256(files.read(name)).hex() not in logged:
            fault(name, "its content hash does not stand in the log")
    print(f"proved {len(names)} derived tables have the content that was logged")


def check_handovers(files, leaves):
    """The checkpoints over changes of key are states of this very tree."""
    for name in files.names:
        if name.startswith("handover/") or name == "witnessed":
            size, root = lines_of(files.read(name))[0].split("\n")[1:3]
            if int(size) > len(leaves) or root_of(leaves[: int(size)]) != decode64(root):
                fault(name, "is not a beginning of this log")


def check_bundle(files, pinned, witnesses):
    files.check_archive()
    key = keys = None
    try:
        own = files.read("log.vkey").decode()
        key = parse_key(own.removesuffix("\n"))
        if own != f"{key[0]}+{key[1].hex()}+{base64.b64encode(bytes([1]) + key[2]).decode()}\n":
            fault("log.vkey", "is not one line")
        keys = [key]
        if pinned and pinned != key:
            keys = follow_keys(files, pinned)
            if keys[-1] != key:
                fault("log.vkey", "is not the published key, and no change of key in the log leads to it")
                key = keys[-1]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        fault("log.vkey", f"{type(error).__name__}: {error}")
        key, keys = pinned, [pinned]
    if not key:
        return
    check_index(files, key)
    try:
        origin, size, root = open_note(files.read("checkpoint"), key).split("\n")[:3]
        if origin != key[0] or str(int(size)) != size:
            raise ValueError("of another log, or not a tree size")
        print(f"proved {origin} signed a tree of {size} entries" + ("" if pinned else " (key from the bundle itself)"))
        entries, leaves = check_tree(files, int(size), decode64(root))
        check_handovers(files, leaves)
        check_witnesses(files, keys, witnesses)
        check_batches(files, entries)
        check_derived(files, entries)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        fault("checkpoint", f"{type(error).__name__}: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", nargs="?")
    parser.add_argument("--key", help="verifier key published by the park (name+id+base64)")
    parser.add_argument("--witness", action="append", default=[], help="verifier key of a witness that you trust")
    parser.add_argument("--equivocation", help="check a proof that a log has told two histories; needs --key")
    parser.add_argument("--statement", help="check the signed statement of a badge; needs --key")
    options = parser.parse_args()
    try:
        pinned = parse_key(options.key) if options.key else None
        witnesses = list(map(parse_key, options.witness))
        if options.equivocation:
            return check_equivocation(options.equivocation, pinned)
        if options.statement:
            return check_statement(options.statement, pinned)
        files = Files(options.bundle)
    except (KeyError, TypeError, IndexError, *DAMAGED) as error:
        print(f"cannot read: {error}")
        return 2
    check_bundle(files, pinned, witnesses)
    print("NOT PROVED: " + ", ".join(dict.fromkeys(FAULTS)) if FAULTS else "everything agrees")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
