"""The nightly backup: one more each night, the oldest go, and nothing that is not ours."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import jobs
from core.backup import archive, making, nightly
from core.backup.errors import BackupError
from core.clock import now

KEEP = 3


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime.fromisoformat("2026-11-20T01:30:00+00:00"), tick=False) as clock:
        yield clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def keeping(make_app: Callable[..., Flask], folder: Path) -> Flask:
    return make_app(backup_dir=folder, backup_keep=KEEP)


def a_night(app: Flask, clock: Any) -> None:
    with app.app_context():
        jobs.run_now(jobs.registry(app)["backup"])
    clock.shift(timedelta(days=1))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_newest_are_kept(keeping: Flask, folder: Path, clock: Any) -> None:
    for _ in range(KEEP + 2):
        a_night(keeping, clock)
    assert names(folder) == [f"lebens-raum-202611{day}-013000.zip" for day in (22, 23, 24)]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert archive.check(folder / "lebens-raum-20261124-013000.zip").made_by == "nightly"


@pytest.mark.one_database
def test_others_files_stay(
    keeping: Flask, make_app: Callable[..., Flask], folder: Path, clock: Any, tmp_path: Path
) -> None:
    folder.mkdir()
    neighbour = make_app(backup_dir=folder, backup_keep=KEEP, base_url="http://neighbour.example.org")
    with neighbour.app_context():
        making.backup(neighbour.extensions["settings"], folder / "lebens-raum-20200101-013000.zip", "nightly")
    with keeping.app_context():
        making.backup(keeping.extensions["settings"], folder / "lebens-raum-20200101-013001.zip")  # by hand
        making.backup(keeping.extensions["settings"], folder / "before-the-move.zip", "nightly")
    (folder / "lebens-raum-20200101-013002.zip").write_text("damaged, or something else")
    (folder / "notes.txt").write_text("keep")
    others = names(folder)
    for _ in range(KEEP + 2):
        a_night(keeping, clock)
    assert set(others) <= set(names(folder))
    assert len(names(folder)) == len(others) + KEEP


@pytest.mark.one_database
def test_when_tonights_fails_the_older_ones_stay(
    keeping: Flask, folder: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(KEEP):
        a_night(keeping, clock)
    before = names(folder)

    def no_room(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", no_room)
    with pytest.raises(OSError, match="No space left"):
        a_night(keeping, clock)
    assert names(folder) == before
    with keeping.app_context():
        state = next(state for state in jobs.states(keeping) if state.name == "backup")
    assert (state.failures, "No space left" in str(state.lease and state.lease.error)) == (1, True)


@pytest.mark.one_database
def test_a_new_one_that_cannot_be_read_back_is_no_backup(
    keeping: Flask, folder: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "SEAL_LENGTH", 63)  # the seal is written and looked for, but does not fit
    with pytest.raises(BackupError):
        a_night(keeping, clock)
    assert names(folder) == []


@pytest.mark.one_database
def test_what_a_killed_process_left_goes_after_a_day(keeping: Flask, folder: Path, clock: Any) -> None:
    left = folder / f"{making.PREFIX}abc"
    left.mkdir(parents=True)
    (left / "dump").touch()
    half = folder / ".lebens-raum-20261119-013000.zip.4711.part"
    half.touch()
    for path, hours in ((left, 23), (half, 25)):
        moment = (now() - timedelta(hours=hours)).timestamp()
        os.utime(path, (moment, moment))
    a_night(keeping, clock)
    assert (left.exists(), half.exists()) == (True, False)
    a_night(keeping, clock)
    assert not left.exists()


@pytest.mark.one_database
def test_the_scheduler_makes_one_each_night(keeping: Flask, folder: Path, clock: Any) -> None:
    backup = jobs.registry(keeping)["backup"]
    jobs.registry(keeping).clear()
    jobs.registry(keeping)["backup"] = backup
    clock.move_to(datetime.fromisoformat("2026-11-20T12:00:00+00:00"))
    for _ in range(3 * 24):
        jobs.tick(keeping)
        clock.shift(timedelta(hours=1))
    assert names(folder) == [f"lebens-raum-202611{day}-020000.zip" for day in (21, 22, 23)]  # 2:30 in Berlin is 1:30


@pytest.mark.one_database
def test_none_are_made_when_none_are_to_be_kept(make_app: Callable[..., Flask], folder: Path) -> None:
    assert "backup" not in jobs.registry(make_app(backup_dir=folder, backup_keep=0))


@pytest.mark.one_database
def test_the_list_of_what_is_kept_begins_with_the_newest(keeping: Flask, folder: Path, clock: Any) -> None:
    for _ in range(2):
        a_night(keeping, clock)
    kept = nightly.kept(keeping.extensions["settings"])
    assert [one.made_at.day for one in kept] == [21, 20]
    assert kept[0].size == kept[0].file.stat().st_size
