"""Fixtures for all tests: each database, the app, a running server, mail and a browser."""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support import cheap_passwords, databases, days, programs, quick_routes, turns
from tests.support.databases import POSTGRESQL, WORK, Databases
from tests.support.night import IS_NIGHT

LONG = {"browser", "processes", "schedulers", "start_server", "server"}
"""Fixtures of tests that begin processes."""

MACHINE = pytest.StashKey[turns.Machine]()

cheap_passwords.install()  # before the conftests below and the test modules make hashes of their own
quick_routes.install()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the files below tests/golden anew")


def pytest_configure(config: pytest.Config) -> None:
    """A missing database or browser ends the run here, at once. Workers inherit what is started here."""
    config.pluginmanager.register(days.Anew())
    if hasattr(config, "workerinput"):
        return
    try:
        days.check()
        wanted = databases.wanted_kinds()
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    if POSTGRESQL in wanted and not programs.postgresql_bin():
        raise pytest.UsageError(programs.POSTGRESQL_HINT)
    if os.environ.get("BROWSER") != "off" and not programs.chromium():
        raise pytest.UsageError(programs.CHROMIUM_HINT)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a CI's time-out cleans up like Ctrl-C
    # In memory SQLite's fsync costs nothing.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    os.environ[WORK] = tempfile.mkdtemp(prefix="lebens-raum-tests-", dir=memory)
    if POSTGRESQL in wanted and getattr(config.option, "numprocesses", None):
        databases.start_cluster()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    databases.stop_cluster()
    if WORK in os.environ:
        shutil.rmtree(os.environ.pop(WORK), ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that needs a database runs on those that `databases.kinds_for` names.

    One that asks for `processes` too runs on SQLite both ways, with one server process and with several.
    """
    if "database_kind" not in metafunc.fixturenames:
        return
    kinds = databases.kinds_for(metafunc.definition)
    if "processes" in metafunc.fixturenames:
        ways = [(kind, processes) for kind in kinds for processes in databases.PROCESSES[kind]]
        metafunc.parametrize(("database_kind", "processes"), ways, indirect=True, scope="session")
    else:
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Left out, visibly as deselected: with BROWSER=off browser tests, with WHOLE=1 what does not read today, by day
    what is for the night. What takes long comes first in the part of each worker; tests marked `serial` come last."""
    out = set() if IS_NIGHT else {item for item in items if item.get_closest_marker("night")}
    if os.environ.get("BROWSER") == "off":
        out |= {item for item in items if "browser" in getattr(item, "fixturenames", ())}
    if days.is_whole():
        out |= {item for item in items if not days.reads_today(item)}
    if out:
        config.hook.pytest_deselected(items=list(out))
        items[:] = [item for item in items if item not in out]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    serial = [item for item in items if _is_serial(item)]
    others = [item for item in items if not _is_serial(item)]
    long = [item for item in others if LONG & set(getattr(item, "fixturenames", ()))]
    short = [item for item in others if not LONG & set(getattr(item, "fixturenames", ()))]
    items[:] = turns.in_turn(long, short, serial, workers, with_long=(os.cpu_count() or 1) + 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """A test marked `serial` has the machine for itself: no other worker runs a test meanwhile."""
    machine = item.config.stash.setdefault(MACHINE, turns.Machine(Path(os.environ[WORK])))
    machine.take(alone=_is_serial(item))
    try:
        with days.of(item):
            return (yield)
    finally:
        machine.give(alone_again=nextitem is not None and _is_serial(nextitem))


def _is_serial(item: pytest.Item) -> bool:
    return item.get_closest_marker("serial") is not None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """What a module works out when it is read, it works out on the chosen day."""
    with days.stand(today=False, goes_on=False):
        return (yield)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been read by now stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _worker(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session")
def _folder(_worker: str) -> Path:
    folder = Path(os.environ[WORK]) / _worker
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def _databases(_folder: Path, _worker: str) -> Iterator[Databases]:
    from tests.support import site  # late: tests of pure rules need no app

    def migrated(url: str) -> None:
        site.migrate(site.make_app(url))

    def demo(url: str) -> None:
        app = site.make_app(url, instance_dir=_folder)
        site.migrate(app)
        site.load_demo(app)

    made = Databases(_folder, _worker, {"migrated": migrated, "demo-chosen": demo, "demo-today": demo})
    yield made
    made.close()


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """ "sqlite" or "postgresql": who asks for it, or for anything that stands on it, runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def processes(request: pytest.FixtureRequest) -> int:
    """How many processes the server of a race runs: 4, and on SQLite also 1, as it is in production."""
    return int(request.param)


@pytest.fixture(scope="session")
def fresh_database(_databases: Databases, database_kind: str) -> Callable[..., str]:
    """`fresh_database()` → URL of a new migrated database; with "demo" the demo district of the test's day is in it."""

    def fresh(template: str = "migrated") -> str:
        return _databases.fresh(database_kind, f"demo-{days.kind_of_day()}" if template == "demo" else template)

    return fresh


@pytest.fixture
def database_url(_databases: Databases, database_kind: str) -> str:
    """This worker's database of that kind, migrated and empty."""
    return _databases.shared(database_kind)


@pytest.fixture(scope="session")
def _apps() -> Iterator[dict[str, Any]]:
    from tests.support import site

    apps: dict[str, Any] = {}
    yield apps
    for app in apps.values():
        site.close(app)


@pytest.fixture
def app(database_url: str, _apps: dict[str, Any], _folder: Path) -> Iterator[Any]:
    """The Flask app on an empty database: one per worker and kind; `app.config` is put back afterwards."""
    from tests.support import site

    if database_url not in _apps:
        _apps[database_url] = site.make_app(database_url, instance_dir=_folder)
    with site.config_restored(_apps[database_url]):
        yield _apps[database_url]


@pytest.fixture(scope="session")
def _demo_urls() -> dict[tuple[str, str], str]:
    return {}


@pytest.fixture
def demo_url(database_kind: str, fresh_database: Callable[..., str], _demo_urls: dict[tuple[str, str], str]) -> str:
    """The database of `demo_app` and `demo_server`: one of the chosen day, and one of today."""
    key = database_kind, days.kind_of_day()
    if key not in _demo_urls:
        _demo_urls[key] = fresh_database("demo")
    return _demo_urls[key]


@pytest.fixture
def demo_app(demo_url: str, _apps: dict[str, Any], _folder: Path) -> Iterator[Any]:
    """The Flask app on the demo district. Shared, never emptied: read, or write under your own names."""
    from tests.support import site

    if demo_url not in _apps:
        _apps[demo_url] = site.make_app(demo_url, instance_dir=_folder)
    with site.config_restored(_apps[demo_url]):
        yield _apps[demo_url]


@pytest.fixture
def make_app(database_url: str, _folder: Path) -> Iterator[Callable[..., Any]]:
    """`make_app(default_locale="en", …)` → another app on the same database (or on `url=…`) with other settings."""
    from tests.support import site

    with ExitStack() as stack:

        def make(*, url: str = database_url, **settings: object) -> Any:
            app = site.make_app(url, **({"instance_dir": _folder} | settings))
            stack.callback(site.close, app)
            return app

        yield make


@pytest.fixture
def client(app: Any, request: pytest.FixtureRequest) -> Any:
    """A visitor's requests. Never together with `db_session`, whose open app context the request would share:
    prepare and look with `with app.app_context(): …` instead."""
    if "db_session" in request.fixturenames:
        raise pytest.UsageError("use `with app.app_context():` beside `client`, not the fixture `db_session`")
    return app.test_client()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Any:
    """`golden.check("mails/x.de.txt", text)`: the text is the one that is kept below tests/golden."""
    from tests.support.golden import Golden

    return Golden(update=bool(request.config.getoption("--update-golden")))


@pytest.fixture
def csrf(app: Any) -> None:
    """CSRF protection on, as in production."""
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def real_passwords() -> Iterator[None]:
    """Passwords are hashed with the parameters of production; elsewhere in the tests with next to no work."""
    with cheap_passwords.real():
        yield


@pytest.fixture
def one_window() -> Iterator[None]:
    """The clock goes on from the middle of the windows in which attempts are counted: none ends meanwhile."""
    import time_machine

    with time_machine.travel(datetime.now(UTC).replace(minute=20, second=0)):
        yield


@pytest.fixture
def db_session(app: Any) -> Iterator[Any]:
    """The session inside an app context, for tests of models, queries and actions; rolled back at the end."""
    from core.db import db

    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def statements(app: Any) -> Iterator[list[str]]:
    """What the app asks the database from now on, without the starts and ends of transactions."""
    from tests.support.site import statements_of

    with statements_of(app) as seen:
        yield seen


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[Any]:
    from tests.support.mail import MailServer

    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def smtp(_mail_server: Any) -> Any:
    """A mail server (tests.support.mail.MailServer), empty at the start; the servers below send to it."""
    _mail_server.clear()
    return _mail_server


@pytest.fixture(scope="session")
def _running(_folder: Path, _mail_server: Any) -> Iterator[Callable[..., Any]]:
    from tests.support.server import Server

    with ExitStack() as stack:

        def run(url: str, workers: int = 2, threads: int = 4, **settings: str) -> Any:
            given = {"SMTP_URL": _mail_server.url} | settings
            server = Server(url, _folder, workers, threads, given).start()
            stack.callback(server.stop)
            return server

        yield run


@pytest.fixture(scope="session")
def _server_of(_running: Callable[..., Any]) -> Callable[[str], Any]:
    """The server on a database, with the clock of the test: begun when it is first asked for, then kept."""
    servers: dict[tuple[str, str], Any] = {}

    def server_of(url: str) -> Any:
        key = url, days.kind_of_day()
        if key not in servers:
            servers[key] = _running(url)
        return servers[key]

    return server_of


@pytest.fixture
def server(database_url: str, _server_of: Callable[[str], Any], smtp: Any) -> Any:
    """The site as a running process on an empty database; one process per worker and database, reused."""
    return _server_of(database_url)


@pytest.fixture
def demo_server(demo_url: str, _server_of: Callable[[str], Any]) -> Any:
    """The running site with the demo district. Shared, never emptied: read, or write under your own names."""
    return _server_of(demo_url)


@pytest.fixture
def start_server(fresh_database: Callable[..., str], _folder: Path, smtp: Any) -> Iterator[Callable[..., Any]]:
    """`start_server(workers=4, template="demo", SCHEDULER="web")` → a server for this test alone."""
    from tests.support.server import Server

    with ExitStack() as stack:

        def start(
            *, workers: int = 2, threads: int = 4, template: str = "migrated", url: str = "", **settings: str
        ) -> Any:
            database = url or fresh_database(template)
            server = Server(database, _folder, workers, threads, {"SMTP_URL": smtp.url} | settings).start()
            stack.callback(server.stop)
            return server

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, one per worker."""
    from playwright.sync_api import sync_playwright

    from tests.support.browser import launch

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(server, width=360, locale="en", scheme="dark", javascript=False)` → a page, its own cookies.
    At the end each console error, CSP violation, failed load and request to another host fails the test."""
    from tests.support import browser as support

    with ExitStack() as stack:

        def open_one(server: Any, **options: Any) -> Any:
            return stack.enter_context(support.open_page(browser, server.url, **options))

        yield open_one


@pytest.fixture
def tuesday() -> Iterator[Any]:
    """For pages: it is Tuesday, 24.11.2026, 7 o'clock, and time runs; `tuesday.move_to(moment)` moves on."""
    import time_machine

    from tests.support import house

    with time_machine.travel(house.NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def anna(app: Any, tuesday: Any) -> int:
    """A member who uses the pages, anna@example.org; her id."""
    from tests.support import people

    return people.add(app)


@pytest.fixture
def bert(app: Any, tuesday: Any) -> int:
    """Another one, bert@example.org."""
    from tests.support import people

    return people.add(app, "bert@example.org", "Bert Beispiel")


@pytest.fixture(scope="session")
def _fake_stripe() -> Iterator[Any]:
    from tests.support import stripe

    with stripe.running() as fake:
        yield fake


@pytest.fixture
def fake_stripe(_fake_stripe: Any) -> Any:
    """The fake Stripe (tests.support.stripe.FakeStripe), which knows nothing yet and holds its events."""
    _fake_stripe.reset()
    return _fake_stripe


@pytest.fixture
def stripe_app(database_url: str, fake_stripe: Any, _apps: dict[str, Any], _folder: Path) -> Iterator[Any]:
    """The Flask app on an empty database, with the fake Stripe: one per worker and kind, as `app` is."""
    from tests.support import site

    key = f"{database_url} with Stripe"
    if key not in _apps:
        _apps[key] = site.make_app(database_url, instance_dir=_folder, **fake_stripe.settings)
    with site.config_restored(_apps[key]):
        yield _apps[key]
