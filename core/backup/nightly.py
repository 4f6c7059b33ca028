"""The nightly backup: one more file, and the oldest go once the new one is whole."""

import logging
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app

from core import jobs
from core.backup import archive
from core.backup.errors import BackupError
from core.backup.making import PREFIX, backup
from core.clock import now
from core.settings import Settings

log = logging.getLogger(__name__)

NAME = re.compile(r"lebens-raum-\d{8}-\d{6}\.zip")
LEASE_SECONDS = 3600
LEFT_OVER_AFTER = timedelta(days=1)


class Kept(NamedTuple):
    file: Path
    made_at: datetime
    size: int


def install(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    if settings.backup_keep:
        jobs.register(app, "backup", jobs.DAY_SECONDS, run, LEASE_SECONDS, at="02:30")


def run() -> int:
    """Make tonight's file, then delete what is too old; 1."""
    settings: Settings = current_app.extensions["settings"]
    folder = settings.backup_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup(settings, folder / f"lebens-raum-{now():%Y%m%d-%H%M%S}.zip", "nightly")  # raises unless it is whole
    for old in kept(settings)[settings.backup_keep :]:
        old.file.unlink(missing_ok=True)
        log.info("old backup deleted", extra={"backup": old.file.name})
    _tidy(folder)
    return 1


def _tidy(folder: Path) -> None:
    """What a process that was killed in the middle has left behind."""
    long_ago = (now() - LEFT_OVER_AFTER).timestamp()
    for path in [*folder.glob(f"{PREFIX}*"), *folder.glob(".lebens-raum-*.zip.*.part")]:
        if path.stat().st_mtime < long_ago:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def kept(settings: Settings) -> list[Kept]:
    """The nightly backups of this site, newest first: others' files in the same folder are none of our business."""
    found = (_ours(settings, file) for file in settings.backup_folder.glob("lebens-raum-*.zip"))
    return sorted((one for one in found if one), key=lambda one: one.made_at, reverse=True)


def _ours(settings: Settings, file: Path) -> Kept | None:
    if not NAME.fullmatch(file.name):
        return None
    try:
        contents = archive.glance(file)
    except BackupError:
        return None
    is_ours = contents.made_by == "nightly" and contents.site == settings.public_url
    return Kept(file, contents.made_at, file.stat().st_size) if is_ours else None
