"""What `check` and `serve` tell the operator of a production site that people could not use; who may read its files."""

import stat
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from core import mail_transport
from core.cli import what_to_correct
from core.settings import Settings

PRODUCTION = {"env": "production", "secret_key": "s" * 40, "base_url": "https://hubs.example.net", "scheduler": "off"}
READY = {
    "smtp_url": "smtp://mail.example.net",
    "mail_from": "hubs@example.net",
    "trusted_proxies": 1,
    "vault_key": "v" * 40,
}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ("smtp_url", "SMTP_URL"),
        ("mail_from", "MAIL_FROM"),
        ("trusted_proxies", "TRUSTED_PROXIES"),
        ("vault_key", "VAULT_KEY"),
    ],
)
def test_production_site_without_a_setting_is_noted(missing: str, named: str) -> None:
    ready = Settings(**PRODUCTION, **READY)
    lacking = Settings(**PRODUCTION, **{name: value for name, value in READY.items() if name != missing})
    assert what_to_correct(ready) == []
    [note] = what_to_correct(lacking)
    assert note.startswith(named)


@pytest.mark.one_database
def test_files_of_the_app_are_for_its_owner_alone(tmp_path: Path) -> None:
    create_app(Settings(instance_dir=tmp_path / "instance", scheduler="off"))
    folder = tmp_path / "instance"
    mail_transport.FileTransport(folder / "outbox")
    for path in (folder, folder / "secret_key", folder / "outbox"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_host_that_is_not_ours_is_refused_in_production(make_app: "type[Flask]") -> None:
    client = make_app(**PRODUCTION).test_client()
    assert client.get("/hubs//lauenstein", headers={"Host": "evil.example"}).status_code == 400
    ours = client.get("/hubs//lauenstein", headers={"Host": "hubs.example.net"})
    assert ours.headers["Location"].startswith("http://hubs.example.net/")
