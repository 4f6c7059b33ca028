"""A backup into a file that is there: the old one stays whole until the new one is."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from core.backup import archive
from tests.core.backup.sites import Site
from tests.support.databases import SQLITE
from tests.support.processes import ROOT, python
from tests.support.site import SECRET

MakeSite = Callable[..., Site]

SLOW = """
import time
from pathlib import Path
from app import create_app
from core.backup import archive, making
from core.settings import load_settings
{patch}
app = create_app(load_settings())
with app.app_context():
    making.backup(app.extensions["settings"], Path({file!r}))
"""
PATCHES = {
    "while it is written": "archive.write = lambda file, *a, **k: (file.write_bytes(b'half'), time.sleep(60))",
    "before it is checked": "archive.check = lambda file: time.sleep(60)",
}


@pytest.fixture
def demo(make_site: MakeSite) -> Site:
    return make_site("demo")


def test_older_backup_is_replaced_and_that_is_said(demo: Site, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    assert "It replaces" not in demo.run("backup", file).output
    made_at = archive.check(file).made_at
    said = demo.run("backup", file).output
    assert f"It replaces the backup of {made_at:%Y-%m-%d %H:%M} UTC." in said
    assert archive.check(file).made_at > made_at


def test_empty_file_is_filled(demo: Site, tmp_path: Path) -> None:
    """As `mktemp` makes one."""
    file = tmp_path / "tmp.AbCd"
    file.touch(mode=0o644)
    result = demo.run("backup", file)
    assert result.exit_code == 0, result.output
    assert "It replaces" not in result.output
    assert archive.check(file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_damaged_backup_does_not_stop_the_next_one(demo: Site, tmp_path: Path) -> None:
    file = demo.backup(tmp_path / "x.zip")
    file.write_bytes(file.read_bytes()[:5000])
    assert "It replaces a damaged backup." in demo.run("backup", file).output
    assert archive.check(file)


@pytest.mark.only_on(SQLITE)
def test_the_database_itself_is_not_written_over(demo: Site) -> None:
    path = Path(demo.url.removeprefix("sqlite:///"))
    before = demo.tables()
    assert "is not a backup: choose another name" in demo.run("backup", path).output
    assert demo.tables() == before


@pytest.mark.by_turns
@pytest.mark.parametrize("moment", PATCHES)
def test_killed_in_the_middle_the_old_one_is_still_whole(demo: Site, tmp_path: Path, moment: str) -> None:
    file = demo.backup(tmp_path / "x.zip")
    before = file.read_bytes()
    kill_while_backing_up(demo, file, PATCHES[moment])
    assert file.read_bytes() == before
    assert archive.check(file)
    left = [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert left  # it was in the middle
    demo.backup(file)  # another one at once is not kept from it
    assert archive.check(file).made_at > archive_time(before, tmp_path)
    for path in left:
        os.utime(path, (time.time() - 90_000,) * 2)
    demo.backup(file)  # the next day it is tidied up
    assert [path for path in left if path.exists()] == []


def kill_while_backing_up(demo: Site, file: Path, patch: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    environment |= {"DATABASE_URL": demo.url, "SECRET_KEY": SECRET, "INSTANCE_DIR": str(demo.folder)}
    command = python("-c", SLOW.format(patch=patch, file=str(file)))
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not (list(file.parent.glob(".*.part")) and wrote(file.parent)) and time.monotonic() < end:
        time.sleep(0.05)
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()


def wrote(folder: Path) -> bool:
    return any(path.stat().st_size for path in folder.glob(".*.part"))


def archive_time(content: bytes, folder: Path) -> datetime:
    (folder / "former").write_bytes(content)
    return archive.check(folder / "former").made_at
