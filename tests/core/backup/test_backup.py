"""What is backed up comes back, and nothing that is not whole comes near the database."""

import json
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest

from core.backup import archive, manifest, programs
from core.backup.errors import BackupError
from core.health import newest_migration
from tests.core.backup.sites import Site
from tests.support import site
from tests.support.cluster import execute
from tests.support.databases import POSTGRESQL, SQLITE, server_url

MakeSite = Callable[..., Site]
StandIn = Callable[[str, str], None]


@pytest.fixture
def demo(make_site: MakeSite) -> Site:
    return make_site("demo")


def refused(of: Site, file: Path, *more: str) -> str:
    result = of.run("restore", file, *more)
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return str(result.output)


def test_what_was_backed_up_comes_back_elsewhere(demo: Site, make_site: MakeSite, tmp_path: Path) -> None:
    file = demo.backup(tmp_path / "x.zip")
    elsewhere = make_site()
    result = elsewhere.run("restore", file)
    assert result.exit_code == 0, result.output
    assert elsewhere.tables() == archive.check(file).tables == demo.tables()
    assert elsewhere.tables()["booking"].rows > 100
    assert elsewhere.run("check").exit_code == 0  # the guard is there


def test_the_file_is_private_and_alone(demo: Site, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    file = demo.backup(tmp_path / "x.zip")
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(tmp_path.iterdir()) - before == {file}


@pytest.mark.one_database
def test_manifest_tells_what_is_inside(demo: Site, tmp_path: Path) -> None:
    with zipfile.ZipFile(demo.backup(tmp_path / "x.zip")) as opened:
        facts = json.loads(opened.read("manifest.json"))
    assert facts["format"] == "lebens-raum-backup"
    assert facts["revision"] == newest_migration()
    assert facts["made_by"] == "command"
    assert facts["tables"]["hub"]["rows"] == 12


def test_one_wrong_byte_or_a_missing_end_is_seen(demo: Site, make_site: MakeSite, tmp_path: Path) -> None:
    whole = demo.backup(tmp_path / "x.zip").read_bytes()
    broken, pick = tmp_path / "broken.zip", random.Random(4)
    places = {0, 1, len(whole) - 1, len(whole) - 64, len(whole) - 65, *(pick.randrange(len(whole)) for _ in range(60))}
    for place in places:
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << pick.randrange(8)]) + whole[place + 1 :])
        with pytest.raises(BackupError):
            archive.check(broken)
    for length in (0, 1, 63, 64, 65, len(whole) // 2, len(whole) - 1):
        broken.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            archive.check(broken)
    elsewhere = make_site()
    assert "its checksum does not fit. Nothing was changed." in refused(elsewhere, broken)
    assert elsewhere.tables()["hub"].rows == 0


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["text", "empty", "zip", "folder", "nothing"])
def test_what_is_no_backup_is_refused(make_site: MakeSite, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "other"
    if kind == "text":
        file.write_text("a letter" * 100)
    elif kind == "empty":
        file.touch()
    elif kind == "folder":
        file.mkdir()
    elif kind == "zip":
        with zipfile.ZipFile(file, "w") as made:
            made.writestr("manifest.json", "{}" * 100)
    result = make_site().run("restore", file)
    assert result.exit_code in {1, 2}
    assert "Error:" in result.output


def changed(file: Path, to: Path, **facts: Any) -> Path:
    """A well sealed backup whose manifest says something else."""
    dump = to.with_suffix(".dump")
    archive.extract(file, dump)
    with zipfile.ZipFile(file) as opened:
        said = json.loads(opened.read("manifest.json")) | facts

    class Said:
        def text(self) -> str:
            return json.dumps(said)

    archive.write(to, Said(), dump, compressed=True)  # type: ignore[arg-type]
    return to


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"revision": "9999"}, "made by a newer version"),
        ({"format_version": 2}, "made by a newer version"),
        ({"format": "zip"}, "not a backup of LEBENS-RAUM"),
        ({"dump_sha256": "0" * 64}, "its checksum does not fit"),
        ({"database": "oracle"}, "is of a site on oracle"),
        ({"tables": 3}, "its list of contents cannot be read"),
        ({"surplus": 3}, "its list of contents cannot be read"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_the_reason(
    demo: Site, make_site: MakeSite, tmp_path: Path, facts: dict[str, Any], why: str
) -> None:
    file = changed(demo.backup(tmp_path / "x.zip"), tmp_path / "y.zip", **facts)
    elsewhere = make_site()
    assert why in refused(elsewhere, file, "--yes")
    assert elsewhere.tables()["hub"].rows == 0


def test_a_copy_that_is_not_what_the_manifest_says_leaves_the_database_as_it_was(
    demo: Site, make_site: MakeSite, tmp_path: Path
) -> None:
    file = demo.backup(tmp_path / "x.zip")
    tables = {name: table._asdict() for name, table in archive.check(file).tables.items()}
    tables["booking"]["rows"] += 1
    other = make_site("demo")
    before = other.tables()
    assert "Nothing was changed" in refused(other, changed(file, tmp_path / "y.zip", tables=tables), "--yes")
    assert other.tables() == before
    assert other.run("check").exit_code == 0


def test_a_database_that_is_not_empty_is_replaced_only_with_yes(
    demo: Site, make_site: MakeSite, tmp_path: Path
) -> None:
    file = demo.backup(tmp_path / "x.zip")
    other = make_site("demo")
    other.run("members", "add", "new@example.org", "--password", "long-enough-for-all")
    before = other.tables()
    assert before != demo.tables()
    assert "The database is not empty" in refused(other, file)
    assert other.tables() == before
    assert other.run("restore", file, "--yes").exit_code == 0
    assert other.tables() == demo.tables()


def test_a_database_in_use_is_not_replaced(demo: Site, make_site: MakeSite, opened: Any, tmp_path: Path) -> None:
    file = demo.backup(tmp_path / "x.zip")
    other = make_site("demo")
    running = opened(other)
    assert running.test_client().get("/readyz").status_code == 200
    assert "still uses the database" in refused(other, file, "--yes")
    assert running.test_client().get("/hubs").status_code == 200


@pytest.mark.only_on(SQLITE)
def test_on_sqlite_the_former_database_is_kept(demo: Site, make_site: MakeSite, tmp_path: Path) -> None:
    file = demo.backup(tmp_path / "x.zip")
    other = make_site("demo")
    other.run("members", "add", "new@example.org", "--password", "long-enough-for-all")
    before = other.tables()
    said = other.run("restore", file, "--yes").output
    kept = next(Path(other.url.removeprefix("sqlite:///")).parent.glob("*.before-restore-*"))
    assert str(kept) in said
    assert make_site(url=f"sqlite:///{kept}").tables() == before
    kept.unlink()


@pytest.mark.only_on(SQLITE)
def test_a_database_that_is_damaged_can_be_replaced(demo: Site, tmp_path: Path, make_site: MakeSite) -> None:
    file = demo.backup(tmp_path / "x.zip")
    (tmp_path / "site.db").write_bytes(b"not a database any more" * 1000)
    broken = make_site(url=f"sqlite:///{tmp_path}/site.db")
    result = broken.run("restore", file, "--yes")
    assert result.exit_code == 0, result.output
    assert broken.tables() == demo.tables()


@pytest.mark.only_on(SQLITE)
def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(demo: Site, tmp_path: Path) -> None:
    path = Path(demo.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'booking'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xff" * 64)
    result = demo.run("backup", tmp_path / "x.zip")
    assert result.exit_code == 1
    assert "damaged" in result.output or "malformed" in result.output
    assert not (tmp_path / "x.zip").exists()


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    make_site: MakeSite, tmp_path: Path, database_kind: str
) -> None:
    url = f"sqlite:///{tmp_path}/old.db" if database_kind == SQLITE else server_url(f"old_{tmp_path.name}")
    if database_kind != SQLITE:
        execute(server_url("postgres"), f'CREATE DATABASE "old_{tmp_path.name}"')
    app = site.make_app(url, instance_dir=tmp_path)
    with app.app_context():
        flask_migrate.upgrade(revision="0002")
    site.close(app)
    file = make_site(url=url).backup(tmp_path / "x.zip")
    assert archive.check(file).revision == "0002"
    elsewhere = make_site("demo")
    assert elsewhere.run("restore", file, "--yes").exit_code == 0
    assert elsewhere.run("check").exit_code == 0
    assert elsewhere.tables()["hub"].rows == 0


@pytest.mark.one_database
def test_a_file_that_is_no_backup_is_not_written_over(demo: Site, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    result = demo.run("backup", letter)
    assert result.exit_code == 1
    assert "is not a backup: choose another name" in result.output
    assert letter.read_text() == "Dear all"
    file = demo.backup(tmp_path / "x.zip")
    first = archive.check(file).made_at
    assert archive.check(demo.backup(file)).made_at > first


@pytest.mark.one_database
def test_a_folder_that_is_not_there_is_named(demo: Site, tmp_path: Path) -> None:
    result = demo.run("backup", tmp_path / "nowhere" / "x.zip")
    assert result.exit_code == 1
    assert f"There is no folder {tmp_path / 'nowhere'}." in result.output


@pytest.mark.one_database
def test_differences_are_told_by_table() -> None:
    one, two, other = manifest.Table(1, "a"), manifest.Table(2, "a"), manifest.Table(1, "b")
    wanted, found = {"a": one, "b": one, "c": one}, {"a": two, "b": other, "d": one}
    assert manifest.differences(wanted, found) == [
        "a has 2 rows instead of 1",
        "b has other values",
        "c is missing",
        "d is not expected",
    ]


class TestPostgresqlPrograms:
    def test_a_missing_program_is_named(self, stand_in: StandIn) -> None:
        with pytest.raises(BackupError, match="pg_dump is missing: install PostgreSQL's programs"):
            programs.run(["pg_dump"], "postgresql://x@127.0.0.1/y")

    def test_an_old_program_is_named_with_what_is_needed(self, stand_in: StandIn) -> None:
        stand_in("pg_dump", 'echo "pg_dump (PostgreSQL) 14.9 (Debian 14.9-1)"')
        programs.check_version("pg_dump", 14)
        with pytest.raises(BackupError, match="version 14, the server of 15: install postgresql-client-15"):
            programs.check_version("pg_dump", 15)

    def test_the_password_is_not_on_the_command_line(self, stand_in: StandIn, tmp_path: Path) -> None:
        seen = tmp_path / "seen"
        stand_in("pg_dump", f'echo "$@" > {seen}; echo "$PGPASSWORD $PGHOST $PGDATABASE $PGSSLMODE" >> {seen}')
        programs.run(["pg_dump", "-Fc"], "postgresql://erna:geheim@db.example.org/hubs?sslmode=require")
        arguments, given = seen.read_text().splitlines()
        assert arguments == "-Fc"
        assert given == "geheim db.example.org hubs require"

    def test_its_complaint_is_passed_on(self, stand_in: StandIn) -> None:
        stand_in("pg_dump", 'echo "no room on the disk" >&2; exit 3')
        with pytest.raises(BackupError, match="pg_dump failed: no room on the disk"):
            programs.run(["pg_dump"], "postgresql://x@127.0.0.1/y")


@pytest.mark.only_on(POSTGRESQL)
def test_a_dump_that_breaks_off_leaves_postgresql_as_it_was(demo: Site, make_site: MakeSite, tmp_path: Path) -> None:
    file = demo.backup(tmp_path / "x.zip")
    dump, half = tmp_path / "dump", tmp_path / "half"
    archive.extract(file, dump)
    half.write_bytes(dump.read_bytes()[: dump.stat().st_size * 2 // 3])
    shutil.copy(file, tmp_path / "y.zip")
    from core.backup import postgresql

    other = make_site("demo")
    before = other.tables()
    with pytest.raises(BackupError, match="Nothing was changed"):
        postgresql.load(other.url, half, archive.check(file).tables)
    assert other.tables() == before
    with psycopg.connect(other.url) as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_constraint WHERE conname = 'occupancy_no_overlap'"
        ).fetchone()
    assert left == (1,)
