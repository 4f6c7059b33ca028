"""Every way to a printer that needs an induction: each is a function of the workshop and of an account.

It tries to have a printer, by page or by program as people do, and says whether it had it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, request, request_started

from bookings import actions as booking_actions
from bookings import jobs as booking_jobs
from bookings import unpaid_actions
from bookings.cover import NO_CHOICE, written
from bookings.door import actions as door_actions
from bookings.errors import SlotTaken
from bookings.handover import actions as handover_actions
from bookings.impact import actions as impact_actions
from bookings.impact.errors import NoPlaceLeft
from bookings.models import Booking
from bookings.reminders import links
from bookings.unconfirmed import links as address_links
from bookings.unconfirmed.models import UnconfirmedBooking
from bookings.waiting import jobs as waiting_jobs
from bookings.waiting.models import WaitingEntry
from core.db import db
from hubs import actions as hub_actions
from hubs.inductions import actions as induction_actions
from hubs.models import Space
from hubs.setup_rules import SpaceValues
from tests.support.door import PIN, PIN_HASH
from tests.support.hosts import HOST
from tests.support.house import at
from tests.support.html import hidden
from tests.support.inductions import TODAY, TOMORROW, TRAINER, Workshop

LOCKER = "Fach"
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def with_locker(made: Workshop) -> Workshop:
    """The same with a locker that needs the induction too."""
    with made.engine() as (_host, hub, _setup, induction):
        [locker] = hub_actions.create_spaces(hub=hub, values=[SpaceValues(name=LOCKER, kind="locker")])
        made.home.spaces[LOCKER] = locker.id
        needing = [made.home.spaces[name] for name in ("Drucker A", "Drucker B", LOCKER)]
        induction_actions.require_for(hub=hub, induction=induction, space_ids=needing)
    return made


@contextmanager
def written_to(app: Flask) -> Iterator[set[str]]:
    """The endpoints that meanwhile are asked to change something."""
    found: set[str] = set()

    def note(_app: object, **_more: object) -> None:
        if request.method in WRITING and request.endpoint:
            found.add(request.endpoint)

    with request_started.connected_to(note, app):
        yield found


def _form(made: Workshop, **what: Any) -> dict[str, Any]:
    return {"date": TOMORROW, "from": "10:00", "to": "11:00"} | what


def _printer(made: Workshop) -> int:
    return made.home.spaces["Drucker A"]


def _times(**more: Any) -> dict[str, Any]:
    times = at(TOMORROW, "10:00"), at(TOMORROW, "11:00")
    return {"starts_at": times[0].isoformat(), "ends_at": times[1].isoformat()} | more


def book_on_page(made: Workshop, who: str) -> bool:
    return bool(made.client(who).post("/bookings", data=_form(made, space=_printer(made))).status_code == 303)


def book_any_on_page(made: Workshop, who: str) -> bool:
    data = _form(made, hub=made.home.slug, kind="workshop")
    return bool(made.client(who).post("/bookings", data=data).status_code == 303)


def book_by_program(made: Workshop, who: str) -> bool:
    answer = made.api("POST", "/bookings", who, **_times(space=str(_printer(made))))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def book_any_by_program(made: Workshop, who: str) -> bool:
    answer = made.api("POST", "/bookings", who, **_times(hub=made.home.slug, kind="workshop"))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def book_series_by_program(made: Workshop, who: str) -> bool:
    repeat = {"every": 1, "unit": "day", "count": 1}
    answer = made.api("POST", "/series", who, **_times(space=str(_printer(made)), repeat=repeat))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def move_series_by_program(made: Workshop, who: str) -> bool:
    repeat = {"every": 1, "unit": "day", "count": 1}
    desk = str(made.home.spaces["Platz 1"])
    series = made.api("POST", "/series", who, **_times(space=desk, repeat=repeat)).json
    answer = made.api("PATCH", f"/series/{series['id']}", who, **{"from": TOMORROW, "space": str(_printer(made))})
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 200)


def move_on_page(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, "Platz 1")
    path = f"/bookings/{booking.id}/edit"
    return bool(made.client(who).post(path, data=_form(made, space=_printer(made))).status_code == 303)


def move_by_program(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, "Platz 1")
    answer = made.api("PATCH", f"/bookings/{booking.id}", who, space=str(_printer(made)))
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 200)


def move_to_tomorrow(made: Workshop, who: str) -> bool:
    """It was a printer before: another time is asked for anew."""
    booking = made.have(who, "10:00", "11:00")
    return bool(made.api("PATCH", f"/bookings/{booking.id}", who, **_times()).status_code == 200)


def be_moved_by_hosts(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW)
    with made.engine() as (host, hub, setup, _induction):
        found = db.session.get_one(Booking, booking.id)
        try:
            impact_actions.resolve(host=host, hub=hub, setup=setup, bookings=[found], how="move")
        except NoPlaceLeft:
            return False
    return True


def be_paid_late(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, status="held", expires_at=at(TODAY, "9:10"))
    with made.at_moment(at(TODAY, "9:20")), made.engine() as (*_,):
        booking_actions.expire_holds()
        try:
            unpaid_actions.revive(booking=db.session.get_one(Booking, booking.id))
        except SlotTaken:
            return False
    return True


def be_approved(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, status="requested", expires_at=at(TOMORROW, "10:00"))
    made.client(HOST).post(f"/host/{made.home.slug}/bookings/{booking.id}/approval")
    return made.status(booking) == "confirmed"


def be_proposed(made: Workshop, who: str) -> bool:
    """They have waited since before the printer needed anything, and now it is free."""
    _waits(made, who)
    with made.app.app_context():
        return waiting_jobs.propose() == 1


def confirm_by_link(made: Workshop, who: str) -> bool:
    """It was held for their address since before the printer needed anything."""
    held = {"status": "held", "held_for": "address", "expires_at": at(TODAY, "9:30")}
    booking = made.have(who, "10:00", "11:00", TOMORROW, **held)
    with made.engine(who) as (member, *_):
        db.session.get_one(Booking, booking.id).member_id = None
        whose = {"email": member.email, "name": "Name", "locale": "de", "choice": written(NO_CHOICE)}
        db.session.add(UnconfirmedBooking(booking_id=booking.id, **whose))
    with made.app.app_context():
        token = address_links.token(booking.id)
    made.app.test_client().post(f"/bookings/first/{token}")
    return made.status(booking) == "confirmed"


def take_what_is_proposed(made: Workshop, who: str) -> bool:
    booking = _held_for(made, who)
    answer = made.api("POST", f"/bookings/{booking.id}/acceptance", who)
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return made.status(booking) == "confirmed"


def book_series_on_page(made: Workshop, who: str) -> bool:
    form = _form(made, space=_printer(made), days=["WE"])
    page = made.client(who).get("/series/new", query_string=form)
    secrets = {"form_key": f"key-{who}"}
    secrets |= {"price": hidden(page, "price")} if 'name="price"' in page.text else {}
    answer = made.client(who).post("/series", data={**secrets, **form, "go": [TOMORROW], "shown": [TOMORROW]})
    return bool(answer.status_code == 303)


def move_series_on_page(made: Workshop, who: str) -> bool:
    repeat = {"every": 1, "unit": "day", "count": 2}
    desk = str(made.home.spaces["Platz 1"])
    series = made.api("POST", "/series", who, **_times(space=desk, repeat=repeat)).json
    values = {"first": TOMORROW, "from": "10:00", "to": "11:00", "space": _printer(made)}
    answer = made.client(who).post(f"/series/{series['id']}/edit", data=values)
    return bool(answer.status_code == 303)


def wait_on_page(made: Workshop, who: str) -> bool:
    """Who may not use it waits for nothing."""
    made.have(TRAINER, "10:00", "11:00", TOMORROW)
    return bool(made.client(who).post("/waiting", data=_form(made, space=_printer(made))).status_code == 303)


def wait_by_program(made: Workshop, who: str) -> bool:
    made.have(TRAINER, "10:00", "11:00", TOMORROW)
    answer = made.api("POST", "/waiting", who, **_times(space=str(_printer(made))))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def be_booked_at_once(made: Workshop, who: str) -> bool:
    """They wait, and it is to be booked for them as soon as it is free."""
    _waits(made, who, at_once=True)
    with made.app.app_context():
        waiting_jobs.propose()
        return db.session.query(Booking).filter_by(status="confirmed").count() == 1


def take_on_page_what_is_proposed(made: Workshop, who: str) -> bool:
    booking = _held_for(made, who)
    made.client(who).post(f"/bookings/{booking.id}/acceptance")
    return made.status(booking) == "confirmed"


def _held_for(made: Workshop, who: str) -> Booking:
    held = {"status": "held", "held_for": "taking", "expires_at": at(TODAY, "9:30")}
    return made.have(who, "10:00", "11:00", TOMORROW, **held)


def _waits(made: Workshop, who: str, *, at_once: bool = False) -> None:
    with made.engine(who) as (member, hub, *_):
        times = {"starts_at": at(TOMORROW, "10:00"), "ends_at": at(TOMORROW, "11:00")}
        what = {"hub_id": hub.id, "member_id": member.id, "kind": "workshop", "space_id": _printer(made)}
        db.session.add(WaitingEntry(**what, **times, choice=written(NO_CHOICE) if at_once else None))


def take_by_code(made: Workshop, who: str) -> bool:
    data = {"end": at(TODAY, "10:00").isoformat(), "form_key": f"key-{who}"}
    return bool(made.client(who).post(f"/q/{made.code()}/booking", data=data).status_code == 303)


def check_in_on_page(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    made.client(who).post(f"/bookings/{booking.id}/check-in")
    return made.status(booking) == "checked_in"


def check_in_by_code(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    made.client(who).post(f"/q/{made.code()}/check-in")
    return made.status(booking) == "checked_in"


def check_in_by_mail(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    with made.app.app_context():
        token = links.token(links.CHECK_IN, booking.id)
    made.app.test_client().post(f"/mails/bookings/check-in/{token}")
    return made.status(booking) == "checked_in"


def check_in_by_program(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    answer = made.api("POST", f"/bookings/{booking.id}/check-in", who)
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return made.status(booking) == "checked_in"


def be_checked_in_by_host(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    made.client(HOST).post(f"/host/{made.home.slug}/bookings/{booking.id}/check-in")
    return made.status(booking) == "checked_in"


def check_in_after_the_release(made: Workshop, who: str) -> bool:
    """It was taken from them, since nobody came, and nobody else has it."""
    booking = made.have(who, "9:00", "11:00")
    with made.engine():
        db.session.get_one(Booking, booking.id).release_at = at(TODAY, "9:05")
    with made.app.app_context():
        booking_jobs.expire_holds()
    made.client(who).post(f"/bookings/{booking.id}/check-in")
    return made.status(booking) == "checked_in"


def put_in_by_code(made: Workshop, who: str) -> bool:
    """The locker needs an induction, as a printer does."""
    return _put_in(made, who, lambda: f"/q/{made.code(LOCKER)}/handover")


def put_in_by_code_at_the_sign(made: Workshop, who: str) -> bool:
    return _put_in(made, who, lambda: f"/door/{_sign(made)}/handover")


def _put_in(made: Workshop, who: str, address: Callable[[], str]) -> bool:
    booking = made.have(who, "9:00", "11:00", name=LOCKER)
    with made.engine():
        space = db.session.get_one(Space, booking.space_id)
        codes = handover_actions.give_codes(booking=db.session.get_one(Booking, booking.id), space=space)
    made.app.test_client().post(address(), data={"code": codes.deposit, "done": "1"})
    return made.status(booking) == "checked_in"


def _sign(made: Workshop) -> str:
    with made.engine() as (_host, hub, *_):
        return door_actions.put_up(hub=hub, name="Eingang", space_id=None, shows_names=False, pin_hash=PIN_HASH)[1]


def book_group_by_program(made: Workshop, who: str) -> bool:
    spaces = [str(made.home.spaces["Platz 1"]), str(_printer(made))]
    answer = made.api("POST", "/bookings", who, **_times(spaces=spaces))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def book_group_on_page(made: Workshop, who: str) -> bool:
    spaces = [made.home.spaces["Platz 1"], _printer(made)]
    data = _form(made, hub=made.home.slug, kind="desk", spaces=spaces)
    return bool(made.client(who).post("/groups", data=data).status_code == 303)


def book_for_a_guest_on_page(made: Workshop, who: str) -> bool:
    """Who books has the induction, whoever comes."""
    key = _printer(made)
    data = _form(made, hub=made.home.slug, kind="workshop", spaces=[key]) | {f"guest-{key}": "Erika Gast"}
    return bool(made.client(who).post("/groups", data=data).status_code == 303)


Way = Callable[[Workshop, str], bool]
AHEAD: tuple[Way, ...] = (
    book_group_by_program,
    book_group_on_page,
    book_for_a_guest_on_page,
    confirm_by_link,
    book_on_page,
    book_any_on_page,
    book_by_program,
    book_any_by_program,
    book_series_by_program,
    move_series_by_program,
    move_on_page,
    move_by_program,
    move_to_tomorrow,
    be_moved_by_hosts,
    be_paid_late,
    be_approved,
    be_proposed,
    take_what_is_proposed,
    take_on_page_what_is_proposed,
    be_booked_at_once,
    wait_on_page,
    wait_by_program,
    book_series_on_page,
    move_series_on_page,
)
"""Ways to a use of tomorrow."""
AT_ONCE: tuple[Way, ...] = (
    take_by_code,
    check_in_on_page,
    check_in_by_code,
    check_in_by_mail,
    check_in_by_program,
    be_checked_in_by_host,
    check_in_after_the_release,
    put_in_by_code,
    put_in_by_code_at_the_sign,
)
"""Ways to a use of this moment."""


def be_let_in(made: Workshop, who: str, **tick: str) -> bool:
    """By the form of the hosts' day."""
    form = {"space": _printer(made), "to": "10:00", "guest_name": "Gabi", "form_key": f"{who}{tick}"}
    return bool(made.client(who).post(f"/host/{made.home.slug}/today/walk-in", data=form | tick).status_code == 303)


def be_booked_for(made: Workshop, who: str, **tick: str) -> bool:
    """On the phone."""
    form = _form(made, space=_printer(made), guest_name="Gabi", form_key=f"{who}{tick}") | tick
    return bool(made.client(who).post(f"/host/{made.home.slug}/bookings", data=form).status_code == 303)


def take_at_the_sign(made: Workshop, _who: str, **_tick: str) -> bool:
    """With the PIN of the tablet at the door."""
    form = {"space": _printer(made), "end": at(TODAY, "10:00").isoformat(), "pin": PIN, "form_key": "k"}
    return bool(made.app.test_client().post(f"/door/{_sign(made)}/booking", data=form).status_code == 303)


GuestWay = Callable[..., bool]
GUESTS: tuple[GuestWay, ...] = (be_let_in, be_booked_for, take_at_the_sign)
"""Ways of somebody without an account, who has no induction: a function of the workshop, of the host's account, and of
what the host ticks."""
