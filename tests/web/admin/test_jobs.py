"""The admins' pages: how the site is doing, and the jobs with their button."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core import jobs, outbox
from core.backup import making
from core.clock import now
from core.db import db
from core.jobs import JobLease, JobWords
from core.transactions import transaction
from tests.support import sitemap
from tests.support.night import at_night

ADMIN = "admin@example.org"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(now().replace(hour=12, minute=0), tick=False) as clock:
        yield clock


@pytest.fixture
def own(make_app: Callable[..., Flask], fresh_database: Callable[..., str], tmp_path: Path) -> Flask:
    """A demo district whose jobs and mails are this test's own."""
    app: Flask = make_app(url=fresh_database("demo"), backup_dir=tmp_path / "backups", backup_keep=2)
    with app.app_context(), transaction():
        for row in outbox.latest(10_000):
            db.session.delete(row)
    return app


@pytest.fixture
def admin(own: Flask, clock: Any) -> FlaskClient:
    client = own.test_client()
    sitemap.log_in(client, ADMIN)
    client.set_cookie("lang", "en")
    return client


def lease(app: Flask, name: str, **values: Any) -> None:
    with app.app_context(), transaction():
        row = JobLease(name=name, due_at=now() + timedelta(seconds=60), started_at=now(), finished_at=now())
        for key, value in values.items():
            setattr(row, key, value)
        db.session.merge(row)


def test_an_admin_begins_here_after_log_in_and_a_member_does_not(own: Flask) -> None:
    admin, member = own.test_client(), own.test_client()
    password = {"password": "demo"}
    assert admin.post("/login", data=password | {"email": ADMIN}).location == "/admin"
    assert member.post("/login", data=password | {"email": "member@example.org"}).location == "/"
    elsewhere = own.test_client().post("/login", data=password | {"email": ADMIN, "next": "/hubs"})
    assert elsewhere.location == "/hubs"
    assert "/admin" in admin.get("/").text
    assert "/admin" not in member.get("/").text


@pytest.mark.parametrize("path", ["/admin", "/admin/jobs"])
def test_nobody_else_comes_in(own: Flask, path: str) -> None:
    assert own.test_client().get(path).location.startswith("/login")
    for email in ("member@example.org", "host@example.org", "district@example.org"):
        client = own.test_client()
        sitemap.log_in(client, email)
        assert client.get(path).status_code == 403
        assert client.post("/admin/jobs/outbox/run").status_code == 403


def test_all_is_well_when_jobs_run(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "outbox", succeeded_at=now())
    page = admin.get("/admin?lang=en").text
    assert "All is well" in page
    assert "none yet; one is made every night" in page


def test_a_silent_scheduler_is_said(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "outbox", succeeded_at=now())
    clock.shift(timedelta(seconds=119))
    assert "No scheduler seems to be running" not in admin.get("/admin?lang=en").text
    clock.shift(timedelta(seconds=2))
    for path in ("/admin", "/admin/jobs"):
        assert "No scheduler seems to be running" in admin.get(f"{path}?lang=en").text


def test_what_fails_is_said_with_the_error_and_escaped(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "outbox", failures=3, error="OSError('<b>no route</b>')")
    overview, page = admin.get("/admin?lang=en").text, admin.get("/admin/jobs?lang=en").text
    assert "One recurring task is failing" in overview
    assert "All is well" not in overview
    assert "failed 3 times in a row" in page
    assert "OSError(&#39;&lt;b&gt;no route&lt;/b&gt;&#39;)" in page
    assert page.index('id="outbox"') < page.index('id="backup"')  # what fails stands first


def test_mails_that_do_not_leave_are_counted(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "outbox", succeeded_at=now())
    with own.app_context(), transaction():
        for number in range(3):
            outbox.queue(f"k{number}", to="x@example.org", locale="de", template="no-account")
    page = admin.get("/admin?lang=en").text
    assert "<b>3</b> <span>waiting to be sent" in page
    assert "All is well" in page
    clock.shift(timedelta(minutes=6))
    lease(own, "outbox", succeeded_at=now())
    assert "<b>3</b> <span>of them for more than five minutes" in admin.get("/admin?lang=en").text


def test_the_last_backup_is_told_and_that_one_was_missed(own: Flask, admin: FlaskClient, clock: Any) -> None:
    with own.app_context():
        folder = own.extensions["settings"].backup_folder
        folder.mkdir()
        making.backup(own.extensions["settings"], folder / "lebens-raum-20261124-013000.zip", "nightly")
    assert "No backup was made last night" not in admin.get("/admin?lang=en").text
    clock.shift(timedelta(hours=27))
    sitemap.log_in(admin, ADMIN)
    assert "No backup was made last night" in admin.get("/admin?lang=en").text


def test_the_button_makes_a_job_due(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "prune", due_at=now() + timedelta(hours=1), started_at=now() - timedelta(seconds=1))
    answer = admin.post("/admin/jobs/prune/run", follow_redirects=True)
    assert "The result will be shown here" in answer.text
    with own.app_context():
        assert "prune" in [job.name for job in jobs.due(own)]
    clock.shift(timedelta(minutes=3))
    answer = admin.post("/admin/jobs/prune/run", follow_redirects=True)
    assert "no scheduler seems to be running to do it" in answer.text


def test_the_button_of_a_running_job_says_so(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "prune", started_at=now(), finished_at=now() - timedelta(seconds=9))
    answer = admin.post("/admin/jobs/prune/run", follow_redirects=True)
    assert "is running right now" in answer.text


def test_a_job_that_does_not_exist_cannot_be_wanted(admin: FlaskClient) -> None:
    assert admin.post("/admin/jobs/coffee/run").status_code == 404


def test_every_job_is_described(own: Flask) -> None:
    """Whoever registers a job says what it is for: `core.jobs.describe`."""
    with own.app_context():
        nameless = [name for name in jobs.registry(own) if jobs.words_of(own, name) == JobWords(name)]
    assert nameless == []


@pytest.mark.parametrize("path", ["/admin", "/admin/jobs"])
@pytest.mark.parametrize(("width", "locale", "scheme"), [(360, "de", "dark"), at_night(1440, "en", "light")])
@pytest.mark.one_database
def test_pages_are_accessible(
    demo_server: Any, open_page: Any, path: str, width: int, locale: str, scheme: str
) -> None:
    from tests.support.browser import assert_accessible

    page = open_page(demo_server, width=width, locale=locale, scheme=scheme)
    page.goto("/login")
    page.fill("[name=email]", ADMIN)
    page.fill("[name=password]", "demo")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/admin")
    page.goto(path)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_job_is_asked_for_alone_while_it_runs(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "prune", started_at=now(), finished_at=now() - timedelta(seconds=9))
    card = admin.get("/admin/jobs/prune", headers={"HX-Request": "true"}).text
    assert 'data-hx-get="/admin/jobs/prune"' in card
    assert "<html" not in card
    lease(own, "prune", succeeded_at=now())
    assert "hx-get" not in admin.get("/admin/jobs/prune", headers={"HX-Request": "true"}).text
    assert admin.get("/admin/jobs/prune").location == "/admin/jobs#prune"
    assert admin.get("/admin/jobs/coffee").status_code == 404


def test_nothing_is_awaited_of_a_scheduler_that_does_not_run(own: Flask, admin: FlaskClient, clock: Any) -> None:
    lease(own, "prune", due_at=now(), finished_at=now() - timedelta(minutes=5), started_at=now() - timedelta(minutes=6))
    assert "hx-get" not in admin.get("/admin/jobs").text
