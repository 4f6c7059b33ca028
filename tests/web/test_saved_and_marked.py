"""What hosts and members read after saving: a form sent as it was shown has changed nothing; each page marks its own
entry of the menu; a day that is over is told in the past."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings.door import actions as door_actions
from bookings.impact.rules import BLOCKED, BROKEN, CLOSED, HOURS, PUT_AWAY
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.models import Hub, Space
from hubs.plan import actions as plan_actions
from hubs.plan.rules import Item
from hubs.queries import hub_by_slug
from hubs.setup_rules import RuleValues
from hubs.tariffs import TariffValues
from tests.support import hosts, people
from tests.support.booking import book
from tests.support.house import House, at, bookings, clock
from tests.support.html import form_data, text
from tests.support.today_hub import hanna, home

__all__ = ["hanna", "home"]

pytestmark = pytest.mark.one_database
HOST = "/host/coppenbruegge"
UNTOUCHED = {"journal_entry", "login_session", "idempotency_key", "throttle", "rate_limit"}
"""What a look at a page, or a form that is sent once, writes by itself."""


def written(app: Flask) -> dict[str, list[Any]]:
    """All rows but those of the looks themselves, and without stamps by which set-ups are kept in memory."""
    tables = {name: rows for name, rows in people.rows(app).items() if name not in UNTOUCHED}
    return {
        name: rows for name, rows in tables.items() if not name.startswith(("journal", "session", "idempot", "hit"))
    }


def sent_as_shown(
    client: FlaskClient, path: str, having: str, action: str | None = None, more: dict[str, str] | None = None
) -> Any:
    data = form_data(client.get(path).text, having)
    return client.post(action or path, data=data | (more or {}), follow_redirects=True)


@pytest.mark.parametrize(
    ("path", "having", "to"),
    [
        ("/rules", "grid_minutes", None),
        ("/hub", "name", None),
        ("/prices", "desk-hour_cents", None),
        ("/spaces/{space}", "name", None),
        ("/spaces/{space}/rules", "grid_minutes", None),
        ("/plan", "columns", None),
        ("/door-signs/{sign}", "name", None),
        ("/bookings/{booking}", "note", "/bookings/{booking}/note"),
        ("/hours/preview?opening_hours=Mo-Fr 07:00-20:00; PH off", "opening_hours", "/hours/preview"),
    ],
)
def test_hosts_form_sent_as_it_was_shown_changes_nothing_and_says_so(
    app: Flask, hanna: FlaskClient, home: House, path: str, having: str, to: str | None
) -> None:
    ids = _prepared(app, home)
    hanna.get(HOST + path.format(**ids))
    before = written(app)
    page = sent_as_shown(hanna, HOST + path.format(**ids), having, HOST + to.format(**ids) if to else None)
    assert "Nothing has changed." in text(page)
    assert _differing(before, written(app)) == set()


@pytest.mark.parametrize(("path", "having"), [("/profile", "name"), ("/profile/mails", "language")])
def test_own_form_sent_as_it_was_shown_changes_nothing(
    app: Flask, hanna: FlaskClient, home: House, path: str, having: str
) -> None:
    hanna.get(path)
    before = written(app)
    page = sent_as_shown(hanna, path, having)
    assert "Nothing has changed." in text(page) or "Es hat sich nichts geändert." in text(page)
    assert _differing(before, written(app)) == set()


def test_ticks_in_another_order_are_the_same(app: Flask, hanna: FlaskClient, home: House) -> None:
    """As a hub file or the demo gives them: the form sends them in the order in which it shows them."""
    with app.app_context(), transaction():
        space, hub = db.session.get_one(Space, next(iter(home.spaces.values()))), hub_by_slug(home.slug)
        assert hub is not None
        space.features, hub.amenities = ["wifi", "window", "monitor"], ["wifi", "coffee", "parking"]
        desk = space.id
    for path in (f"/spaces/{desk}", "/hub"):
        assert "Nothing has changed." in text(sent_as_shown(hanna, HOST + path, "name"))
    with app.app_context():
        assert db.session.get_one(Space, desk).features == ["wifi", "window", "monitor"]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b", "\u3164 ", "\t"])
def test_blanks_where_an_address_may_be_missing_are_none(
    app: Flask, hanna: FlaskClient, home: House, blank: str
) -> None:
    page = sent_as_shown(hanna, f"{HOST}/hub", "name", None, {"email": blank})
    assert page.status_code == 200
    with home.here() as (_, hub, _setup):
        assert hub.email is None


def test_changed_form_still_says_that_it_is_saved(app: Flask, hanna: FlaskClient, home: House) -> None:
    ids = _prepared(app, home)
    note = f"{HOST}/bookings/{ids['booking']}"
    assert "The note has been saved." in text(sent_as_shown(hanna, note, "note", f"{note}/note", {"note": "Schlüssel"}))
    assert "Nothing has changed." in text(sent_as_shown(hanna, note, "note", f"{note}/note"))
    assert "The rules have been saved." in text(
        sent_as_shown(hanna, f"{HOST}/rules", "grid_minutes", None, {"grid_minutes": "60"})
    )
    page = sent_as_shown(hanna, f"{HOST}/door-signs/{ids['sign']}", "name", None, {"pin": "4711"})
    assert "Saved. The sign will show it" in text(page)


def test_move_without_a_change_sends_no_mail_and_raises_no_sequence(
    app: Flask, client: FlaskClient, home: House
) -> None:
    booking = book(home)
    with app.app_context(), transaction():
        db.session.query(Hub).one().setup_stamp = "other"
        hub_actions.set_tariff(hub=db.session.query(Hub).one(), kind="desk", values=_dearer())
    people.log_in(client)
    client.set_cookie("lang", "en")
    path = f"/bookings/{booking.id}/edit"
    client.get(path)
    before = written(app)
    page = sent_as_shown(client, path, "seen")
    assert "Nothing has changed." in text(page)
    assert "has been moved" not in text(page)
    assert _differing(before, written(app)) == set()
    assert bookings(app)[0].sequence == booking.sequence

    moved = sent_as_shown(client, path, "seen", None, {"from": "10:00", "to": "11:00", "price": "900"})
    assert "Your booking has been moved." in text(moved)
    with app.app_context():
        assert [mail.template for mail in db.session.query(OutboxMail).all()].count("booking-moved") == 1


def test_booking_that_is_over_is_not_taken_for_unchanged(client: FlaskClient, home: House, tuesday: Any) -> None:
    booking = book(home)
    people.log_in(client)
    client.set_cookie("lang", "en")
    path = f"/bookings/{booking.id}/edit"
    data = form_data(client.get(path).text, "seen")
    tuesday.move_to(at("2026-11-25", "15:00"))
    answer = client.post(path, data=data)
    assert answer.status_code == 409
    assert "can no longer be moved" in text(answer)


@pytest.mark.parametrize(
    ("about", "entry", "back"),
    [
        (CLOSED, "closures", "Back to the closures"),
        (BLOCKED, "blockings", "Back to blocked times"),
        (BROKEN, "today", "To the day’s list"),
        (HOURS, "hours", "Back to the opening hours"),
        (PUT_AWAY, "spaces", "Back to desks and rooms"),
        ("x" * 99, "closures", "Back to the closures"),
    ],
)
def test_receipt_belongs_to_the_page_from_which_it_was_done(
    hanna: FlaskClient, home: House, about: str, entry: str, back: str
) -> None:
    book(home)
    day = {"date": "2026-11-25", "until": "", "from": "", "to": "", "reason": "Fest", "form_key": "k1"}
    asked = hanna.post(f"{HOST}/closures", data=day)
    done = hanna.post(f"{HOST}/closures", data=form_data(asked.text, "all") | {"all": "cancel"})
    assert done.location.endswith("about=closed")
    page = hanna.get(done.location.replace("about=closed", f"about={about}"))
    assert marked(page) == [f"{HOST}/{entry}"]
    assert back in text(page)


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/today", "/today"),
        ("/today?date=2026-11-20", "/today"),
        ("/today/sheet", "/today"),
        ("/today/message", "/today"),
        ("/bookings/new", "/today"),
        ("/bookings/{booking}", "/today"),
        ("/today/faults", "/today"),
        ("/today/faults/{space}", "/today"),
        ("/week", "/week"),
        ("/people", "/people"),
        ("/people/hosts", "/people"),
        ("/figures", "/figures"),
        ("/setup", "/setup"),
        ("/hub", "/hub"),
        ("/spaces", "/spaces"),
        ("/spaces/{space}", "/spaces"),
        ("/spaces/{space}/rules", "/spaces"),
        ("/spaces/{space}/put-away", "/spaces"),
        ("/hours", "/hours"),
        ("/hours/preview?opening_hours=24/7", "/hours"),
        ("/closures", "/closures"),
        ("/blockings", "/blockings"),
        ("/rules", "/rules"),
        ("/prices", "/prices"),
        ("/calendars", "/calendars"),
        ("/pictures", "/pictures"),
        ("/plan", "/plan"),
        ("/labels", "/labels"),
        ("/door-signs", "/door-signs"),
        ("/door-signs/new", "/door-signs"),
        ("/door-signs/{sign}", "/door-signs"),
        ("/feeds", "/feeds"),
    ],
)
def test_each_page_of_hosts_marks_its_own_entry(
    app: Flask, hanna: FlaskClient, home: House, path: str, entry: str
) -> None:
    page = hanna.get(HOST + path.format(**_prepared(app, home)))
    assert page.status_code == 200
    assert marked(page) == [HOST + entry]
    assert re.findall(r'<a href="([^"]*)" aria-current="true"', _head(page))[:1] == ["/host"]


def test_pages_of_members_mark_their_entry(client: FlaskClient, home: House) -> None:
    booking = book(home)
    people.log_in(client)
    for path, entry in (
        ("/bookings", "/bookings"),
        (f"/bookings/{booking.id}", "/bookings"),
        (f"/bookings/{booking.id}/edit", "/bookings"),
        ("/hubs/coppenbruegge", "/hubs"),
        ("/hubs/coppenbruegge/days/2026-11-25", "/hubs"),
        ("/profile/mails", "/profile"),
    ):
        assert set(re.findall(r'<a href="([^"]*)" aria-current', _head(client.get(path)))) == {entry}, path
    assert "aria-current" not in _head(client.get(f"/bookings/new?space={home.spaces['Platz 1']}"))


def test_day_that_is_over_is_told_in_the_past(hanna: FlaskClient, home: House, tuesday: Any) -> None:
    book(home, start=clock("9:00"), end=clock("12:00"))
    tuesday.move_to(at("2026-11-26", "9:00"))
    people.log_in(hanna, hosts.HOST)
    past = text(hanna.get(f"{HOST}/today?date=2026-11-24"))
    assert "Anna Muster" in past
    assert "Had booked" in past
    for word in ("Still coming", "still coming", "Nobody else is expected", "Somebody has called", "Message to all"):
        assert word not in past
    empty = text(hanna.get(f"{HOST}/today?date=2026-11-23"))
    assert "Nobody had booked." in empty
    assert "There was no booking on this day." in text(hanna.get(f"{HOST}/today/sheet?date=2026-11-23"))
    assert "There is no booking on this day." in text(hanna.get(f"{HOST}/today/sheet?date=2026-11-27"))
    coming = text(hanna.get(f"{HOST}/today?date=2026-11-27"))
    assert "Nobody has booked so far." in coming
    assert "Still coming" not in coming
    assert "Still coming" in text(hanna.get(f"{HOST}/today"))


def test_who_stays_past_midnight_is_seen_on_the_day_before_too(
    app: Flask, hanna: FlaskClient, home: House, tuesday: Any
) -> None:
    with app.app_context(), transaction():
        hub_actions.set_opening_hours(hub=db.session.query(Hub).one(), text="24/7")
    book(home, start=clock("22:00"), end=at("2026-11-25", "2:00"))
    tuesday.move_to(at("2026-11-25", "0:05"))
    people.log_in(hanna, hosts.HOST)
    before = text(hanna.get(f"{HOST}/today?date=2026-11-24"))
    assert "Late" in before
    hanna.post(f"{HOST}/bookings/{bookings(app)[0].id}/check-in")
    assert "Here now" in text(hanna.get(f"{HOST}/today?date=2026-11-24"))


def test_why_nothing_is_free_is_said(hanna: FlaskClient, home: House, tuesday: Any) -> None:
    for name in home.spaces:
        book(home, name, clock("9:00"), clock("12:00"))
    for hour, said, not_said in (
        ("10:00", "Nothing is free right now.", "The hub is closed"),
        ("21:00", "The hub is closed right now.", "Nothing is free"),
    ):
        tuesday.move_to(clock(hour))
        page = text(hanna.get(f"{HOST}/today"))
        assert (said in page, not_said in page) == (True, False)


def marked(page: Any) -> list[str]:
    """The entries that the wide menu of hosts marks."""
    wide = page.text.split('class="lr-host__wide"', 1)[1].split("</nav>", 1)[0]
    return re.findall(r'<a href="([^"]*)" aria-current', wide)


def _head(page: Any) -> str:
    return str(page.text).split("</header>", 1)[0]


def _differing(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    return {name for name in after if before[name] != after[name]}


def _dearer() -> TariffValues:
    return TariffValues(hour=900)


def _prepared(app: Flask, home: House) -> dict[str, Any]:
    """Something of all that can be changed."""
    booking = book(home, start=clock("9:00"), end=clock("12:00"))
    with app.app_context(), transaction():
        hub = db.session.query(Hub).one()
        values = {"name": "Tür", "space_id": None, "shows_names": False, "pin_hash": None}
        sign, _secret = door_actions.put_up(hub=hub, **values)  # type: ignore[arg-type]
        hub_actions.set_rules(hub=hub, values=RuleValues(grid_minutes=30))
        space = home.spaces["Platz 1"]
        plan_actions.draw(hub=hub, columns=12, rows=8, items=[Item(space, "Platz 1", "desk", 1, 1, 1, 1)])
    return {"booking": booking.id, "sign": sign, "space": space}
