"""The nightly backup: one more file, and the oldest go once the new one is whole."""

import logging
import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app

from core import jobs
from core.backup import archive
from core.backup.errors import BackupError
from core.backup.making import backup, tidy
from core.clock import now
from core.settings import Settings

log = logging.getLogger(__name__)

NAME = re.compile(r"lebens-raum-\d{8}-\d{6}\.zip")
LEASE_SECONDS = 3600


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
    tidy(folder, "lebens-raum-*.zip")
    return 1


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
