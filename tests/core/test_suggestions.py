"""A slip of the pen in a setting's name is told, and other programs' variables are left alone."""

import os
from pathlib import Path

import pytest

from core import suggestions
from core.settings import SettingsError, doubtful, load_settings, names

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper() in names()]:
        monkeypatch.delenv(name)


def refusal(**overrides: object) -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings(**({"_env_file": None} | overrides))
    return str(refused.value)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("RETENTION_BOOKING_MONTHS", "RETENTION_BOOKINGS_MONTHS"),
        ("RETENTION_MONTHS_ACCOUNTS", "RETENTION_ACCOUNTS_MONTHS"),
        ("retention_codes", "RETENTION_CODES_HOURS"),
        ("RETENTON_JOURNAL_MONTHS", "RETENTION_JOURNAL_MONTHS"),
        ("BACKUP_DRI", "BACKUP_DIR"),
        ("BACKUPS_KEEP", "BACKUP_KEEP"),
        ("SMPT_URL", "SMTP_URL"),
        ("STRIPE_SECRETKEY", "STRIPE_SECRET_KEY"),
        ("STRIPE_WEB_HOOK_SECRET", "STRIPE_WEBHOOK_SECRET"),
        ("SECRETKEY", "SECRET_KEY"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("MAIL_FORM", "MAIL_FROM"),
        ("TRUSTED_PROXYS", "TRUSTED_PROXIES"),
        ("WEB_WORKER", "WEB_WORKERS"),
        ("SHEDULER", "SCHEDULER"),
    ],
)
def test_misspelt_setting_is_refused_with_the_right_name(
    monkeypatch: pytest.MonkeyPatch, typed: str, right: str
) -> None:
    monkeypatch.setenv(typed, "1")
    assert f"{typed.upper()}: there is no such setting; the nearest is {right}" in refusal()


@pytest.mark.parametrize(
    "foreign",
    [
        *(
            "PATH",
            "PATHS",
            "PORTS",
            "ENVS",
            "HOME",
            "HTTP_URL",
            "FTP_URL",
            "SITE_PACKAGES",
            "BASE_DIR",
            "WEB_CONCURRENCY",
        ),
        *(
            "SMTP_USER",
            "SMTP_HOST",
            "STRIPE_API_KEY",
            "BACKUP_SCHEDULE",
            "MAIL",
            "MAILTO",
            "MAILCHECK",
            "DATABASE_HOST",
        ),
        *("POSTGRES_PASSWORD", "SECRETS_DIR", "INSTANCE_ID", "DEFAULT_REGION", "LANGUAGE", "TRUSTED_HOSTS"),
    ],
)
def test_variables_of_others_do_not_stop_the_site(monkeypatch: pytest.MonkeyPatch, foreign: str) -> None:
    monkeypatch.setenv(foreign, "1")
    assert load_settings(_env_file=None)


def test_near_name_beside_the_right_one_is_somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////tmp/x.db")
    monkeypatch.setenv("DATABASE_URI", "x")
    assert load_settings(_env_file=None)


def test_in_our_own_file_more_is_surely_ours(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("BACKUP_DIRECTORY=/mnt\nSMTP_HOST=x\nPOSTGRES_PASSWORD=x\nbackup_keep=3\n")
    said = refusal(_env_file=(file,))
    assert "BACKUP_DIRECTORY: there is no such setting; the nearest is BACKUP_DIR" in said
    assert "SMTP_HOST: there is no such setting; the nearest is SMTP_URL" in said
    assert "POSTGRES" not in said
    file.write_text("backup_keep=3\nPOSTGRES_PASSWORD=x\n")
    assert load_settings(_env_file=(file,)).backup_keep == 3


def test_wrong_values_and_wrong_names_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "1")
    said = refusal(port="x")
    assert "PORT: " in said
    assert "RETENTION_DAYS: " in said


def test_what_may_be_anothers_is_noted_by_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_DIRECTORY", "/mnt")
    assert doubtful() == ["BACKUP_DIRECTORY: there is no such setting; the nearest is BACKUP_DIR"]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        *(("", "", 0), ("abc", "abc", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("FTP", "SMTP", 2)),
        *(("abc", "acb", 1), ("abc", "ab", 1), ("abc", "axc", 1)),
    ],
)
def test_distance(one: str, other: str, slips: int) -> None:
    assert suggestions.distance(one, other) == suggestions.distance(other, one) == slips
