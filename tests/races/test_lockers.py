"""Both codes of a locker, the button of who has booked it, and the word that it is overdue, all at the same moment.

By page and tablet, against several workers; that it is overdue is told by a process of its own.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from bookings import step_actions
from bookings.handover import actions, jobs
from bookings.handover.actions import Codes
from bookings.models import Booking, Occupancy
from core.db import db
from core.transactions import transaction
from hubs.models import Space
from tests.races.clients import Answer, Client, hidden, log_in
from tests.races.house import House
from tests.races.served import served
from tests.support.at_once import at_once
from tests.support.night import IS_NIGHT

TIMES = 200 if IS_NIGHT else 8
HOURS = 8
"""So many one after the other in one locker."""
CONTROLS = 40
PASSWORD = "a-password-of-a-member"
SAID = {200, 403, 409}
"""Done; a code that is dead by now; too early, or somebody was faster."""


@dataclass
class Hall:
    """Lockers, the tablet at their door, and who books them, with a program and a browser."""

    house: House
    lockers: list[int]
    sign: str
    program: Client
    browser: Client
    email: str

    def booked(self, n: int) -> tuple[str, Codes]:
        """The n-th booking, with its codes. Nobody has typed anything yet."""
        key = self.house.booked(self.program, self.lockers[n // HOURS], n % HOURS)
        self.house.table.change("DELETE FROM rate_limit")
        with self.house.app.app_context(), transaction():
            booking = db.session.get_one(Booking, UUID(key))
            return key, actions.give_codes(booking=booking, space=db.session.get_one(Space, booking.space_id))

    def types(self, code: str) -> Callable[[], Answer]:
        """At the tablet, from a connection of its own."""
        client = self.house.client()
        return lambda: client.submit(f"{self.sign}/handover", {"code": code, "done": "1"})

    def says_it_is_empty(self, booking: str) -> Callable[[], Answer]:
        page = f"/bookings/{booking}"
        form = hidden(self.browser.get(page).text, "csrf_token")
        return lambda: self.browser.submit(f"{page}/handover/collection", form)

    def tells(self) -> Callable[[], int]:
        def tell() -> int:
            with self.house.app.app_context():
                return jobs.tell_overdue()

        return tell

    def is_over(self, n: int, booking: str) -> None:
        """Its time was some hours ago, and it was put in then."""
        ends = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - (n % HOURS) * timedelta(hours=1)
        times = {"starts_at": ends - timedelta(hours=1), "ends_at": ends}
        with self.house.app.app_context(), transaction():
            own = (Booking.id == UUID(booking), Occupancy.booking_id == UUID(booking))
            db.session.execute(update(Occupancy).where(own[1]).values(**times))
            db.session.execute(update(Booking).where(own[0]).values(**times))

    def steps(self, booking: str) -> Counter[str]:
        asked = "SELECT to_status FROM booking_event WHERE booking_id = :key"
        return Counter(row[0] for row in self.house.table.rows(asked, key=self._key(booking)))

    def number(self, table: str, booking: str, where: str = "1 = 1") -> int:
        return self.house.table.count(table, f"booking_id = :key AND {where}", key=self._key(booking))

    def mails(self) -> int:
        return self.house.table.count("outbox_mail", "template = 'locker-overdue'")

    def _key(self, booking: str) -> str:
        return booking.replace("-", "") if self.house.table.url.startswith("sqlite") else booking


def hall(house: House, times: int = TIMES) -> Hall:
    house.soon()
    email, lockers = house.person(PASSWORD), house.lockers(-(-times // HOURS))
    return Hall(house, lockers, house.sign(), house.client(house.token_of(email)), house.client(), email)


def test_in_time_it_is_put_in_once_and_collected_once(house: House) -> None:
    made, seen = hall(house), Counter[str]()
    before = made.mails()
    for n in range(TIMES):
        booking, codes = made.booked(n)
        typed = [codes.deposit, codes.deposit, codes.collection, codes.collection]
        *answers, _told = at_once([*(made.types(code) for code in typed), made.tells()])
        found = [answer.status for answer in answers]
        assert set(found) <= SAID, found
        steps = made.steps(booking)
        is_collected = steps["completed"] == 1
        assert (steps["checked_in"], steps["completed"]) in {(1, 0), (1, 1), (0, 1)}
        assert is_collected is (200 in found[2:])
        assert made.number("handover_code", booking) == (0 if is_collected else 2)
        assert made.number("occupancy", booking) == (0 if is_collected else 1)
        if not is_collected:
            assert made.types(codes.collection)().status == 200
        assert made.number("handover", booking, "collected_at IS NOT NULL") == 1
        seen["collected at once" if is_collected else "put in"] += 1
    assert made.mails() == before
    print(seen, house.table.deadlocks(), "deadlocks")


def test_who_collects_late_is_told_at_most_once_and_never_afterwards(house: House) -> None:
    made, seen = hall(house), Counter[int]()
    log_in(made.browser, made.email, PASSWORD)
    for n in range(TIMES):
        booking, codes = made.booked(n)
        assert made.types(codes.deposit)().status == 200
        empties = made.says_it_is_empty(booking)
        made.is_over(n, booking)
        before = made.mails()
        collects = [made.types(codes.collection) for _ in range(2)]
        first, second, button, *_told = at_once([*collects, empties, made.tells(), made.tells()])
        assert {first.status, second.status} <= SAID
        assert button.status in {303, 409}, button.text
        told = made.mails() - before
        assert told <= 1
        assert made.number("handover", booking, "collected_at IS NOT NULL") == 1
        assert made.number("handover_code", booking) == 0
        assert (made.tells()(), made.mails()) == (0, before + told)
        seen[told] += 1
    print(seen, house.table.deadlocks(), "deadlocks")


def test_without_the_condition_of_a_step_it_is_collected_twice(
    make_app: Any, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: so the races above do show something. On SQLite, where one writes at a time, the second has
    seen what the first has done."""
    app = make_app(bookings_in_ten_minutes=0, bookings_a_day=0)
    monkeypatch.setattr(step_actions, "AS_READ", ("id",))
    with served(app) as url:
        house = House(app, url)
        made = hall(house, CONTROLS)
        found = (collected(made, n) for n in range(CONTROLS))
        twice = any(number > 1 for number in found)
        house.close()
    assert twice is (database_kind == "postgresql")


def collected(made: Hall, n: int) -> int:
    """How often, by two at once."""
    booking, codes = made.booked(n)
    assert made.types(codes.deposit)().status == 200
    at_once([made.types(codes.collection), made.types(codes.collection)])
    return made.steps(booking)["completed"]
