"""Places that are given back at the same moment, and many who wait for them: each is proposed to one, in order."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from bookings.waiting import jobs
from tests.races import ROUNDS
from tests.races.clients import REFUSALS, Answer, Client, outcomes
from tests.races.house import House, book, cancel, drop_guard
from tests.support.at_once import at_once

WAITING = 50
PROPOSED = """SELECT m.email, b.space_id FROM booking b JOIN member m ON m.id = b.member_id
    WHERE b.held_for = 'taking' AND b.status = 'held' AND b.space_id IN ({}) AND b.starts_at = :at"""


def wait(client: Client, wish: dict[str, str]) -> Answer:
    answer = client.post("/waiting", wish)
    assert answer.status == 201, answer.text
    return answer


def proposed(house: House, desks: list[int], hour: int) -> list[tuple[str, int]]:
    """To whom which of these places is proposed at that hour."""
    starts_at = house.starts_at(hour)
    rows = house.table.rows(PROPOSED.format(", ".join(map(str, desks))), at=starts_at)
    return [(row[0], row[1]) for row in rows]


def looks(house: House) -> Callable[[], Any]:
    """The job of the waiting list, in a process of its own."""

    def look() -> int:
        with house.app.app_context():
            return jobs.propose()

    return look


def test_of_fifty_who_wait_the_first_two_are_offered_what_two_cancel_at_once(house: House) -> None:
    desks, owners = house.desks(2), house.members(2)
    people = [house.person("-") for _ in range(WAITING)]
    clients = [house.client(house.token_of(email)) for email in people]
    mails = 0
    for hour in range(5 * ROUNDS):
        held = [house.booked(owner, desk, hour) for owner, desk in zip(owners, desks, strict=True)]
        for client in clients:
            wait(client, house.any_desk(hour))
        work = [cancel(owner, booking) for owner, booking in zip(owners, held, strict=True)]
        first, second, *_jobs = at_once([*work, looks(house), looks(house)])
        assert outcomes([first, second]) == {"200": 2}
        found = proposed(house, desks, hour)
        assert sorted(email for email, _desk in found) == sorted(people[:2])
        assert sorted(desk for _email, desk in found) == sorted(desks)
        mails += 2
        assert house.table.count("outbox_mail", "template = 'place-proposed'") == mails
    print(house.table.deadlocks(), "deadlocks")


def race(
    house: House, desk: int, hour: int, owner: Client, waiting: list[Client], others: list[Client]
) -> Counter[str]:
    """One gives the desk back, some wait for it, and others take it at the same moment."""
    booking = house.booked(owner, desk, hour)
    for client in waiting:
        wait(client, house.wish(desk, hour))
    answers = at_once([cancel(owner, booking), *(book(one, house.wish(desk, hour)) for one in others)])
    found = outcomes(answers)
    assert found["200"] == 1, found
    assert set(found) <= {"200", "201"} | REFUSALS, found
    return found


def test_who_books_at_that_moment_or_who_waits_has_it_and_never_both(house: House) -> None:
    [desk], [owner], waiting, others = house.desks(1), house.members(1), house.members(3), house.members(12)
    seen: Counter[str] = Counter()
    for hour in range(5 * ROUNDS):
        booked = race(house, desk, hour, owner, waiting, others)["201"]
        given = len(proposed(house, [desk], hour))
        assert booked + given == 1
        assert house.taken([desk], hour) == 1
        seen += Counter({"booked": booked, "proposed": given})
    print(seen, house.table.deadlocks(), "deadlocks")


def test_without_the_guard_several_have_it(own_house: House) -> None:
    """The negative control: so the race above does show something."""
    house = own_house
    [desk], [owner], waiting, others = house.desks(1), house.members(1), house.members(3), house.members(12)
    race(house, desk, 0, owner, waiting, others)
    assert house.table.overlaps() == 0
    drop_guard(house)
    race(house, desk, 1, owner, waiting, others)
    assert house.table.overlaps() > 0
