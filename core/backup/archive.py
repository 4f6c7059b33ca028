"""The file: a plain zip (manifest.json and the dump) whose comment is a seal, the SHA-256 of all that stands before it.

So one wrong byte anywhere, or a missing end, is seen before anything is read.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.backup import manifest
from core.backup.errors import BackupError
from core.backup.manifest import Manifest

CHUNK = 1 << 20
SEAL_LENGTH = 64
HEAD_LENGTH = 512
MANIFEST, DUMP = "manifest.json", "dump"
NOT_OURS = "This file is not a backup of LEBENS-RAUM, or it is damaged: its checksum does not fit. Nothing was changed."


@contextmanager
def fresh(file: Path) -> Iterator[Path]:
    """A private path beside `file` that takes its place at the end; when something fails nothing is left."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield unfinished
        with unfinished.open("rb") as done:
            os.fsync(done.fileno())
        unfinished.replace(file)
        sync_folder(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in it last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(file: Path, contents: Manifest, dump: Path, *, compressed: bool) -> None:
    """Into an existing, private file. `compressed`: the dump is so already."""
    how = zipfile.ZIP_STORED if compressed else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(MANIFEST, contents.text())
        archive.write(dump, DUMP, compress_type=how, compresslevel=6)
        archive.comment = b"0" * SEAL_LENGTH
    seal = _digest_of(file)
    with file.open("r+b") as archive_file:
        archive_file.seek(-SEAL_LENGTH, os.SEEK_END)
        archive_file.write(seal)


def check(file: Path) -> Manifest:
    """The manifest of a file that is whole, to the last byte; else a BackupError."""
    try:
        with file.open("rb") as archive_file:
            archive_file.seek(-min(SEAL_LENGTH, file.stat().st_size), os.SEEK_END)
            seal = archive_file.read()
    except OSError as problem:
        raise BackupError(f"{file} cannot be read: {problem.strerror}.") from None
    if len(seal) < SEAL_LENGTH or seal != _digest_of(file):
        raise BackupError(NOT_OURS)
    contents = glance(file)
    with _opened(file) as archive, archive.open(DUMP) as dump:
        if sha256(dump) != contents.dump_sha256:
            raise BackupError(NOT_OURS)
    return contents


def looks_like_one(file: Path) -> bool:
    """Whether it begins as our files do, also one that was damaged or cut off later."""
    with file.open("rb") as archive_file:
        head = archive_file.read(HEAD_LENGTH)
    return head[:4] == b"PK\x03\x04" and head[30:].startswith(MANIFEST.encode()) and manifest.FORMAT.encode() in head


def glance(file: Path) -> Manifest:
    """What the file says of itself, without a look at the rest."""
    with _opened(file) as archive:
        return manifest.read(archive.read(MANIFEST))


def extract(file: Path, to: Path) -> None:
    """The dump of a checked file."""
    with _opened(file) as archive, archive.open(DUMP) as dump, to.open("wb") as out:
        shutil.copyfileobj(dump, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())


def sha256(stream: IO[bytes], length: int | None = None) -> str:
    """Of the stream's next `length` bytes, or of all."""
    digest = hashlib.sha256()
    while length is None or length > 0:
        chunk = stream.read(CHUNK if length is None else min(CHUNK, length))
        if not chunk:
            break
        digest.update(chunk)
        length = None if length is None else length - len(chunk)
    return digest.hexdigest()


def _digest_of(file: Path) -> bytes:
    """Of all that the seal vouches for."""
    with file.open("rb") as archive_file:
        return sha256(archive_file, file.stat().st_size - SEAL_LENGTH).encode()


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, KeyError, OSError, EOFError):
        raise BackupError(NOT_OURS) from None
