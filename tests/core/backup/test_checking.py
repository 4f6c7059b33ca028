"""`check` finds out by day what would fail at half past two at night."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from core.backup import checking
from tests.core.backup.sites import Site
from tests.support.databases import POSTGRESQL

MakeSite = Callable[..., Site]
StandIn = Callable[[str, str], None]


@pytest.fixture
def in_the_way(tmp_path: Path) -> Path:
    """A file where a folder should be: nobody, not even root, can make one in it."""
    file = tmp_path / "in-the-way"
    file.touch()
    return file


def test_folder_that_cannot_be_made_is_named(make_site: MakeSite, in_the_way: Path) -> None:
    result = make_site(backup_dir=in_the_way / "backups").run("check")
    assert result.exit_code == 1
    assert f"BACKUP_DIR: {in_the_way / 'backups'} cannot be made in {in_the_way} (Not a directory)" in result.output


def test_folder_that_cannot_be_written_to_is_named(make_site: MakeSite) -> None:
    result = make_site(backup_dir=Path("/proc/self")).run("check")  # read-only for root, too
    assert result.exit_code == 1
    assert "BACKUP_DIR: /proc/self cannot be written to (" in result.output


def test_site_runs_and_is_restored_without_a_folder_for_backups(
    make_site: MakeSite, in_the_way: Path, tmp_path: Path
) -> None:
    """What fails at night must not keep people from booking by day."""
    file = make_site("demo").backup(tmp_path / "x.zip")
    site = make_site(backup_dir=in_the_way / "backups")
    result = site.run("restore", file)
    assert result.exit_code == 0, result.output
    assert "BACKUP_DIR" in site.run("check").output


@pytest.mark.one_database
def test_serve_notes_it_and_starts(
    make_app: Callable[..., Flask], in_the_way: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[bool] = []
    monkeypatch.setattr("core.serve.Server.run", lambda _server: started.append(True))
    monkeypatch.setattr("core.serve._spare_the_collector", lambda: None)
    result = make_app(backup_dir=in_the_way / "x").test_cli_runner().invoke(args=["serve"])
    assert (result.exit_code, started) == (0, [True]), result.output
    assert "Note: BACKUP_DIR: " in result.output


def test_folder_is_tried_without_a_trace(make_site: MakeSite, tmp_path: Path) -> None:
    folder, missing = tmp_path / "backups", tmp_path / "a" / "b"
    folder.mkdir()
    before = sorted(tmp_path.rglob("*"))
    for one in (folder, missing):
        assert make_site(backup_dir=one).run("check").exit_code == 0
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == []


def test_who_wants_no_nightly_backups_is_not_asked_for_a_folder(make_site: MakeSite, in_the_way: Path) -> None:
    assert make_site(backup_dir=in_the_way / "x", backup_keep=0).run("check").exit_code == 0


@pytest.mark.only_on(POSTGRESQL)
class TestPrograms:
    def test_missing_programs_are_named(self, make_site: MakeSite, stand_in: StandIn) -> None:
        result = make_site().run("check")
        assert result.exit_code == 1
        for name in checking.NEEDED:
            assert f"- Backups: {name} is missing: install PostgreSQL's programs" in result.output

    def test_programs_older_than_the_server_are_named(self, make_site: MakeSite, stand_in: StandIn) -> None:
        stand_in("pg_dump", 'echo "pg_dump (PostgreSQL) 12.1"')
        stand_in("pg_restore", 'echo "pg_restore (PostgreSQL) 99.1"')
        stand_in("psql", 'echo "psql (PostgreSQL) 99.1"')
        result = make_site().run("check")
        assert result.exit_code == 1
        assert "- Backups: pg_dump is of version 12, the server of " in result.output
        assert "pg_restore" not in result.output
