"""Two who decide at the same moment what becomes of one booking: one of them has decided, and the other hears so."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bookings import step_actions
from tests.races import ROUNDS
from tests.races.clients import Answer, Client, hidden, outcomes
from tests.races.house import House, book, cancel
from tests.races.served import served
from tests.support.at_once import at_once
from tests.support.night import IS_NIGHT

TIMES = 200 if IS_NIGHT else 16
HOURS = 8
"""So many one after the other at one desk: who may check in a day before may do so for all of them."""
NO_STEP = "409 step-not-allowed"
REASON = "Der Raum wird gestrichen."
CONTROLS = 40


def check_in(client: Client, booking: str) -> Callable[[], Answer]:
    return lambda: client.post(f"/bookings/{booking}/check-in", {})


def race(house: House, tabs: list[Client], desk: int, hour: int) -> tuple[str, str, str]:
    """What the cancellation was answered, what the check-in, and what the booking then is."""
    booking = house.booked(tabs[0], desk, hour)
    cancelled, checked_in = at_once([cancel(tabs[0], booking), check_in(tabs[1], booking)])
    status = tabs[0].get(f"/api/v1/bookings/{booking}").body["status"]
    return cancelled.outcome, checked_in.outcome, str(status)


def test_cancelling_against_checking_in_has_one_end(house: House) -> None:
    house.soon()
    tabs, seen = house.tabs(2), Counter[tuple[str, str, str]]()
    desks = house.desks(TIMES // HOURS)
    for n in range(TIMES):
        desk, hour = desks[n // HOURS], n % HOURS
        found = race(house, tabs, desk, hour)
        assert found in {("200", NO_STEP, "cancelled"), (NO_STEP, "200", "checked_in")}
        assert house.taken([desk], hour) == (found[2] == "checked_in")
        seen[found] += 1
    print(seen)


def ask(house: House, member: Client, desk: int, hour: int) -> str:
    booking = house.booked(member, desk, hour)
    assert member.get(f"/api/v1/bookings/{booking}").body["status"] == "requested"
    return booking


def answer(house: House, host: Client, booking: str, how: str) -> Callable[[], Answer]:
    """The button on the host's page of the booking."""
    path = f"/host/{house.slug}/bookings/{booking}"
    form = hidden(host.get(path).text, "csrf_token") | {"reason": REASON}
    return lambda: host.submit(f"{path}/{how}", form)


def test_yes_against_no_to_one_request_is_one_of_them_and_the_other_host_hears_so(house: House) -> None:
    house.rule(admission="approval")
    [desk], [member], hosts = house.desks(1), house.members(1), [house.host(), house.host()]
    seen = Counter[str]()
    for hour in range(6 * ROUNDS):
        booking = ask(house, member, desk, hour)
        how = ("approval", "refusal")
        at_once([answer(house, host, booking, each) for host, each in zip(hosts, how, strict=True)])
        status = member.get(f"/api/v1/bookings/{booking}").body["status"]
        assert status in {"confirmed", "declined"}
        assert house.taken([desk], hour) == (status == "confirmed")
        assert _answers(house, booking) == [status]
        late = hosts[status == "confirmed"].get(f"/host/{house.slug}/bookings/{booking}")
        assert late.status == 200
        seen[status] += 1
    print(seen)


def test_of_all_who_ask_for_one_place_at_once_one_waits_for_the_answer_and_two_hosts_say_yes_once(house: House) -> None:
    """A request has its place until it is answered, so there are never two for one place to say yes to."""
    house.rule(admission="approval")
    [desk], members, hosts = house.desks(1), house.members(8), [house.host(), house.host()]
    for hour in range(3 * ROUNDS):
        answers = at_once([book(member, house.wish(desk, hour)) for member in members])
        assert outcomes(answers)["201"] == 1
        assert set(outcomes(answers)) <= {"201", "409 slot-taken", "409 try-again"}
        booking = next(str(one.body["id"]) for one in answers if one.status == 201)
        at_once([answer(house, host, booking, "approval") for host in hosts])
        assert _answers(house, booking) == ["confirmed"]
        assert house.taken([desk], hour) == 1


def _answers(house: House, booking: str) -> list[str]:
    """The steps that a request has taken."""
    key = booking.replace("-", "") if house.table.url.startswith("sqlite") else booking
    asked = "SELECT to_status FROM booking_event WHERE from_status = 'requested' AND booking_id = :key ORDER BY id"
    return [row[0] for row in house.table.rows(asked, key=key)]


def test_without_the_condition_of_a_step_both_are_told_yes(
    make_app: Any, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: so the race above does show something. On SQLite, where one writes at a time, the second
    has seen what the first has done before it says anything."""
    app = make_app(bookings_in_ten_minutes=0, bookings_a_day=0)
    monkeypatch.setattr(step_actions, "AS_READ", ("id",))
    with served(app) as url:
        house = House(app, url)
        house.soon()
        tabs, desks = house.tabs(2), house.desks(CONTROLS // HOURS)
        found = (race(house, tabs, desks[n // HOURS], n % HOURS)[:2] for n in range(CONTROLS))
        both = any(answers == ("200", "200") for answers in found)
        house.close()
    assert both is (database_kind == "postgresql")
