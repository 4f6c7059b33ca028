"""Secrets that must be shown again: encrypted at rest, by a key that can be changed."""

from pathlib import Path

import pytest
from flask import Flask

from core import vault
from core.settings import SettingsError, load_settings
from tests.support.site import make_app

OLD, NEW = "an-old-key-that-only-tests-use-0123", "a-new-key-that-only-tests-use-01234"


def app_with(folder: Path, **settings: str) -> Flask:
    return make_app(f"sqlite:///{folder / 'x.db'}", instance_dir=folder, **settings)


def sealed_by(folder: Path, key: str, text: str = "Code 4711") -> bytes:
    app = app_with(folder, vault_key=key)
    with app.app_context():
        return vault.seal("door", text)


def test_what_is_sealed_is_read_by_nobody_without_the_key(tmp_path: Path) -> None:
    sealed = sealed_by(tmp_path, OLD)
    assert b"4711" not in sealed
    assert sealed != sealed_by(tmp_path, OLD), "the same text twice cannot be told"
    for settings, purpose in (({"vault_key": NEW}, "door"), ({"vault_key": OLD}, "mail")):
        with app_with(tmp_path, **settings).app_context(), pytest.raises(vault.CannotOpen):
            vault.unseal(purpose, sealed)
    with app_with(tmp_path, vault_key=OLD).app_context():
        assert vault.unseal("door", sealed) == "Code 4711"
        broken = sealed[:-5] + bytes([sealed[-5] ^ 1]) + sealed[-4:]
        with pytest.raises(vault.CannotOpen):
            vault.unseal("door", broken)


def test_key_is_changed_by_putting_the_new_one_first(tmp_path: Path) -> None:
    sealed = sealed_by(tmp_path, OLD)
    with app_with(tmp_path, vault_key=f"{NEW}, {OLD}").app_context():
        assert vault.unseal("door", sealed) == "Code 4711"
        anew = vault.seal_anew("door", sealed)
    with app_with(tmp_path, vault_key=NEW).app_context():
        assert vault.unseal("door", anew) == "Code 4711"


def test_demo_makes_a_key_once_that_only_its_account_can_read(tmp_path: Path) -> None:
    app = app_with(tmp_path, vault_key="")
    with app.app_context():
        sealed = vault.seal("door", "x")
    assert (tmp_path / "vault_key").stat().st_mode & 0o077 == 0
    with app_with(tmp_path, vault_key="").app_context():
        assert vault.unseal("door", sealed) == "x"


def test_production_without_a_key_starts_and_seals_nothing(tmp_path: Path) -> None:
    app = app_with(tmp_path, vault_key="", env="production", base_url="https://hubs.example.org", secret_key="x" * 40)
    with app.app_context():
        assert not vault.has_key()
        with pytest.raises(vault.VaultClosed):
            vault.seal("door", "x")
    assert not (tmp_path / "vault_key").exists()


@pytest.mark.parametrize("keys", ["short", f"{OLD},short"])
def test_short_key_is_refused_and_not_repeated(keys: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(_env_file=None, vault_key=keys)
    assert "VAULT_KEY: must have at least 32 characters" in str(refused.value)
    assert OLD not in str(refused.value)
