"""The fake as a process of its own: it tells where it is, keeps what it knows, and ends with the site."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from payments.stripe.gateway import Gateway
from payments.stripe.settings import ADDRESS_FILE, StripeSettings, _of_the_fake
from tests.support import stripe
from tests.support.processes import Process, begin
from tests.support.programs import free_port
from tests.support.site import SECRET

ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "PYTHONWARNINGS": "default"}


@pytest.fixture
def begun(tmp_path: Path) -> Callable[..., Process]:
    def run(*arguments: str) -> Process:
        log, file = tmp_path / "log", str(tmp_path / ADDRESS_FILE)
        return begin("demo.stripe", "--address-file", file, *arguments, environment=ENVIRONMENT, log=log)

    return run


def settings_in(folder: Path) -> StripeSettings:
    """As soon as the fake tells where it is."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if (found := _of_the_fake(folder / ADDRESS_FILE)) is not None:
            return found
        time.sleep(0.05)
    raise AssertionError([file.read_text() for file in folder.glob("*log")])


def wait_until_gone(folder: Path) -> None:
    deadline = time.monotonic() + 30
    while _of_the_fake(folder / ADDRESS_FILE) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_fake_that_begins_again_knows_what_it_knew(begun: Callable[..., Process], tmp_path: Path) -> None:
    kept = ("--state", str(tmp_path / "state.json"))
    first = begun(*kept)
    session = Gateway(settings_in(tmp_path)).create_session(stripe.params(), "pay-1")
    first.terminate()
    assert first.wait(30) == 0
    wait_until_gone(tmp_path)
    second = begun(*kept)
    again = Gateway(settings_in(tmp_path)).retrieve_session(session.id)
    assert (again.metadata, again.status) == (session.metadata, "open")
    second.terminate()
    second.wait(30)
    assert (tmp_path / "state.json").stat().st_mode & 0o077 == 0
    assert (tmp_path / ADDRESS_FILE).stat().st_mode & 0o077 == 0


def test_killed_fake_is_known_to_be_gone(begun: Callable[..., Process], tmp_path: Path) -> None:
    process = begun()
    settings_in(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(30)
    wait_until_gone(tmp_path)
    assert "127.0.0.1" in (tmp_path / ADDRESS_FILE).read_text()


def test_fake_of_a_parent_that_is_gone_does_not_begin(begun: Callable[..., Process], tmp_path: Path) -> None:
    assert begun("--parent", "1").wait(60) == 1
    assert not (tmp_path / ADDRESS_FILE).exists()


def served(folder: Path, url: str, **settings: str) -> Process:
    own = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "SCHEDULER": "off", "ENV": "demo", "INSTANCE_DIR": str(folder)}
    environment = ENVIRONMENT | own | {"PORT": str(free_port())} | settings
    return begin("flask", "--app", "app", "serve", environment=environment, log=folder / "serve-log")


@pytest.mark.one_database
@pytest.mark.parametrize("end_by", [signal.SIGTERM, signal.SIGKILL])
def test_demo_site_has_the_fake_beside_it_and_it_ends_with_the_site(
    fresh_database: Callable[..., str], tmp_path: Path, end_by: signal.Signals
) -> None:
    site = served(tmp_path, fresh_database("demo"))
    gateway = Gateway(settings_in(tmp_path))
    assert list(gateway.find_sessions(stripe.in_minutes(-5))) == []
    os.kill(site.pid, end_by)
    site.wait(60)
    wait_until_gone(tmp_path)


@pytest.mark.one_database
def test_demo_site_with_a_key_of_stripe_has_no_fake(fresh_database: Callable[..., str], tmp_path: Path) -> None:
    keys = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}
    site = served(tmp_path, fresh_database("demo"), **keys)
    deadline = time.monotonic() + 120
    log = tmp_path / "serve-log"
    while not log.exists() or "runs on" not in log.read_text():
        assert time.monotonic() < deadline
        assert site.poll() is None
        time.sleep(0.1)
    assert not (tmp_path / ADDRESS_FILE).exists()
    site.terminate()
    site.wait(60)
