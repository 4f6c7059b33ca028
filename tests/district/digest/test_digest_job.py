"""Hosts hear how the week was: once, in numbers, and only where there is something to say."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from bookings.blocking_actions import block
from calendars.models import OutsideCalendar
from core import outbox
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from district.digest import jobs
from hubs.models import Hub, Space
from members.links import unsubscribe_path
from members.models import Member
from tests.support import people
from tests.support.booking import many
from tests.support.hosts import make_host
from tests.support.house import House, at, house
from tests.support.mail import MailServer, text_of
from tests.support.queries import counted

MONDAY = at("2026-11-23", "7:00")
LAST_WEEK = at("2026-11-18", "9:00")
THURSDAY = at("2026-11-26", "9:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    made = house(app)
    make_host(app)
    return made


def run(app: Flask) -> int:
    with app.app_context():
        return jobs.tell_hosts()


def mails(app: Flask) -> list[OutboxMail]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def a_week(home: House) -> None:
    many(home, 2, LAST_WEEK, status="completed", checked_in_at=LAST_WEEK)
    many(home, 1, LAST_WEEK + timedelta(hours=3), status="no_show")
    many(home, 1, LAST_WEEK + timedelta(hours=4), status="cancelled")
    many(home, 3, THURSDAY)
    many(home, 1, THURSDAY + timedelta(hours=3), status="requested", expires_at=THURSDAY)


def test_hosts_hear_of_the_week_on_monday_at_seven_and_once(app: Flask, home: House, clock: Any) -> None:
    a_week(home)
    clock.move_to(MONDAY - timedelta(minutes=1))
    assert run(app) == 0
    clock.move_to(MONDAY)
    assert [run(app), run(app)] == [1, 0]
    [mail] = mails(app)
    assert mail.recipient == "host@example.org"
    assert mail.key.startswith("digest:")
    assert mail.key.endswith(":2026-W48")
    assert mail.context["past"] == {
        "bookings": 3,
        "attended": 2,
        "no_shows": 1,
        "cancellations": 1,
        "percent": 2,
    }
    assert dict(mail.context["coming"])["2026-11-26"] == 3
    assert mail.context["requests"] == 1
    clock.move_to(MONDAY + timedelta(days=1, hours=10))
    assert run(app) == 0
    clock.move_to(MONDAY + timedelta(days=7))
    assert run(app) == 1


@pytest.mark.parametrize(("days", "number"), [(0, 1), (1, 1), (2, 0), (6, 0)])
def test_after_a_pause_it_comes_until_tuesday(app: Flask, home: House, clock: Any, days: int, number: int) -> None:
    a_week(home)
    clock.move_to(MONDAY + timedelta(days=days, hours=12))
    assert run(app) == number


def test_hub_without_news_sends_none(app: Flask, home: House) -> None:
    assert run(app) == 0


def test_who_does_not_want_it_gets_none(app: Flask, home: House) -> None:
    a_week(home)
    make_host(app, email="zweite@example.org")
    with app.app_context(), transaction():
        db.session.execute(update(Member).where(Member.email == "host@example.org").values(muted=["digest"]))
    assert run(app) == 1
    assert [mail.recipient for mail in mails(app)] == ["zweite@example.org"]


def test_who_ends_it_before_it_has_left_gets_none(app: Flask, home: House) -> None:
    a_week(home)
    make_host(app, email="zweite@example.org")
    assert run(app) == 2
    with app.app_context():
        path = unsubscribe_path(people.member(app, "host@example.org").id, "digest")
    assert app.test_client().post(path).status_code == 200
    assert [mail.recipient for mail in mails(app)] == ["zweite@example.org"]


def test_draft_and_closed_account_get_none(app: Flask, home: House) -> None:
    a_week(home)
    with app.app_context(), transaction():
        db.session.execute(update(Hub).values(is_public=False))
    assert run(app) == 0
    with app.app_context(), transaction():
        db.session.execute(update(Hub).values(is_public=True))
        db.session.execute(update(Member).values(is_active=False))
    assert run(app) == 0


def test_faults_and_calendars_that_fail_are_named(app: Flask, home: House) -> None:
    with home.here("host@example.org") as (_host, hub, setup), transaction():
        span = {"start": MONDAY, "end": MONDAY + timedelta(days=3)}
        block(hub=hub, place=home.place(setup, "Platz 2"), kind="fault", reason="Lampe", **span)
        space = db.session.get_one(Space, home.spaces["Platz 1"])
        same = {"hub_id": hub.id, "space_id": space.id, "url": "https://example.org/x.ics"}
        db.session.add(OutsideCalendar(name="Müllabfuhr", error="timeout", failures=1, **same))
        db.session.add(OutsideCalendar(name="Chor", **same))
    assert run(app) == 1
    [mail] = mails(app)
    assert (mail.context["faults"], mail.context["calendars"]) == (["Platz 2"], ["Müllabfuhr"])


def test_each_host_hears_of_their_own_hub_in_their_language(app: Flask, home: House) -> None:
    a_week(home)
    other = house(app, slug="fischbeck")
    people.add(app, "carla@example.org", "Carla", locale="en")
    make_host(app, "fischbeck", "dora@example.org")
    with app.app_context(), transaction():
        db.session.execute(update(Member).where(Member.email == "dora@example.org").values(locale="en"))
        space = db.session.get_one(Space, other.spaces["Platz 1"])
        db.session.add(
            OutsideCalendar(name="Chor", error="timeout", failures=1, hub_id=space.hub_id, space_id=space.id, url="x")
        )
    assert run(app) == 2
    assert {(mail.recipient, mail.locale, mail.context["hub_slug"]) for mail in mails(app)} == {
        ("host@example.org", "de", "coppenbruegge"),
        ("dora@example.org", "en", "fischbeck"),
    }


def test_mail_has_numbers_and_no_names_and_can_be_ended(
    app: Flask, home: House, smtp: MailServer, make_app: Callable[..., Flask]
) -> None:
    a_week(home)
    with app.app_context(), transaction():
        db.session.execute(update(Member).where(Member.email == "host@example.org").values(locale="en"))
    run(app)
    with make_app(smtp_url=smtp.url).app_context():
        outbox.send_due()
    [mail] = smtp.mails
    text = text_of(mail)
    assert "- 3 bookings" in text
    assert "- 2 people have checked in" in text
    assert "Thu 26 Nov 2026: 3 bookings" in text
    assert "Fri 27 Nov 2026: nothing booked" in text
    assert "1 request is waiting for your answer." in text
    assert "Anna" not in str(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = str(mail["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
    assert app.test_client().post(path).status_code == 200
    assert people.member(app, "host@example.org").muted == ["digest"]


def test_two_schedulers_at_once_tell_once(app: Flask, home: House, make_app: Callable[..., Flask]) -> None:
    a_week(home)
    apps = [make_app() for _ in range(3)]
    gate = threading.Barrier(len(apps))

    def tell(each: Flask) -> int:
        gate.wait(10)
        return run(each)

    with ThreadPoolExecutor(len(apps)) as pool:
        assert sum(pool.map(tell, apps)) == 1
    assert len(mails(app)) == 1


def test_number_of_questions_does_not_grow_with_hosts_and_bookings(app: Flask, home: House) -> None:
    a_week(home)
    with counted(app) as few:
        assert run(app) == 1
    for number in range(5):
        make_host(app, email=f"host{number}@example.org")
    many(home, 200, THURSDAY)
    with counted(app) as more:
        assert run(app) == 5
    assert len(more) <= len(few) <= 17
