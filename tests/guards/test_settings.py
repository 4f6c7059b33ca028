"""Settings that cannot be used are refused at the start, each by its name."""

import os
import subprocess
from pathlib import Path

import pytest

from core.settings import Settings, SettingsError, load_settings
from tests.support.processes import ROOT, python

LIVE = {"env": "production", "secret_key": "x" * 32, "base_url": "https://hubs.example.org"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"database_url": "mysql://x"}, "DATABASE_URL: must start with sqlite:/// or postgresql://"),
        ({"smtp_url": "http://x"}, "SMTP_URL: must start with smtp:// or smtps://"),
        ({"smtp_url": "smtp://"}, "SMTP_URL: must name a mail server"),
        ({"smtp_url": "smtp://u:p@h:abc"}, "SMTP_URL: must name a mail server"),
        ({"smtp_url": "smtp://h:99999"}, "SMTP_URL: must name a mail server"),
        ({"mail_from": "nonsense"}, "MAIL_FROM: must hold an email address"),
        ({"site_name": " "}, "SITE_NAME: must not be empty"),
        ({"base_url": "https://"}, "BASE_URL: must be the site's address"),
        ({"base_url": "hubs.example.org"}, "BASE_URL: must be the site's address"),
        ({"base_url": "https://hubs.example.org/?y"}, "BASE_URL: must be the site's address"),
        ({"port": "0"}, "PORT: "),
        ({"port": "eighty"}, "PORT: "),
        ({"env": "test"}, "ENV: "),
        ({"scheduler": "cron"}, "SCHEDULER: "),
        ({"default_locale": "fr"}, "DEFAULT_LOCALE: "),
        ({"web_workers": "0"}, "WEB_WORKERS: "),
        ({"trusted_proxies": "-1"}, "TRUSTED_PROXIES: "),
        ({"backup_keep": "-1"}, "BACKUP_KEEP: "),
        ({"retention_bookings_months": "1"}, "RETENTION_BOOKINGS_MONTHS: "),
        ({"retention_accounts_months": "2"}, "RETENTION_ACCOUNTS_MONTHS: "),
        ({"retention_journal_months": "0"}, "RETENTION_JOURNAL_MONTHS: "),
        ({"retention_codes_hours": "721"}, "RETENTION_CODES_HOURS: "),
        ({"retention_occupancy_days": "30"}, "RETENTION_OCCUPANCY_DAYS: "),
        ({"stripe_secret_key": "pk_test_1"}, "STRIPE_SECRET_KEY: must be the secret one"),
        ({"stripe_secret_key": "sk_test_1 x"}, "STRIPE_SECRET_KEY: must be the secret one"),
        ({"stripe_webhook_secret": "pk_test_1"}, "STRIPE_WEBHOOK_SECRET: must be the secret one"),
        ({"stripe_webhook_secret": "whsec_1"}, "STRIPE_SECRET_KEY is missing"),
        ({"stripe_api_base": "http://127.0.0.1:12111"}, "STRIPE_SECRET_KEY is missing"),
        ({"stripe_secret_key": "whsec_1", "stripe_webhook_secret": "sk_test_1"}, "in each other's place"),
        ({"stripe_secret_key": "sk_test_1", "stripe_api_base": "localhost:12111"}, "STRIPE_API_BASE: must be the"),
        (LIVE | {"secret_key": ""}, "SECRET_KEY with at least 32 characters is required in production"),
        (LIVE | {"secret_key": "short"}, "SECRET_KEY with at least 32 characters"),
        (LIVE | {"base_url": "http://hubs.example.org"}, "BASE_URL starting with https:// is required"),
        (LIVE | {"base_url": ""}, "BASE_URL starting with https:// is required"),
    ],
)
def test_wrong_setting_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(_env_file=None, **given)
    assert said in str(refused.value)


def test_all_wrong_settings_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(_env_file=None, database_url="x", port="x", smtp_url="x")
    assert all(name in str(refused.value) for name in ("DATABASE_URL", "PORT", "SMTP_URL"))


def test_refused_secret_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(_env_file=None, **(LIVE | {"secret_key": "geheim-geheim"}))
    assert "geheim" not in str(refused.value)


def test_stripe_as_a_whole_is_accepted_and_its_blanks_are_left_out() -> None:
    given = {"stripe_secret_key": " sk_test_1\n", "stripe_webhook_secret": "whsec_1"}
    assert load_settings(_env_file=None, **given).stripe_secret_key == "sk_test_1"


def test_production_settings_are_accepted() -> None:
    assert not Settings(_env_file=None, **LIVE).is_demo  # type: ignore[call-arg, arg-type]


def test_command_ends_with_the_reason_and_no_traceback(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    settings = {"ENV": "production", "DATABASE_URL": "mysql://x", "INSTANCE_DIR": str(tmp_path)}
    command = python("-m", "flask", "--app", "app", "check")
    done = subprocess.run(command, cwd=ROOT, env=kept | settings, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_secret_key_of_the_first_run_is_kept_and_private(tmp_path: Path) -> None:
    first = load_settings(_env_file=None, instance_dir=tmp_path).secret
    assert load_settings(_env_file=None, instance_dir=tmp_path).secret == first
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_file_of_settings_with_a_mark_of_windows_is_read(tmp_path: Path, line_end: str) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbf" + f"SITE_NAME=Hämelschenburg{line_end}PORT=8123{line_end}".encode())
    settings = load_settings(_env_file=(file,))
    assert (settings.site_name, settings.port) == ("Hämelschenburg", 8123)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_file_of_settings_in_other_signs_is_refused_by_its_name(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / ".env"
    file.write_bytes("SITE_NAME=Hämelschenburg\n".encode(encoding))
    with pytest.raises(SettingsError) as refused:
        load_settings(_env_file=(file,))
    assert str(file) in str(refused.value)
    assert "UTF-8" in str(refused.value)
