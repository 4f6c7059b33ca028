"""The same request several times at once: it is done once, and all get the same answer."""

import re
from collections.abc import Callable
from functools import partial

from tests.races import ROUNDS
from tests.races.clients import Answer, Client, hidden, log_in, outcomes
from tests.races.house import House, book, cancel
from tests.support.at_once import at_once


def with_key(client: Client, wish: dict[str, str], key: str) -> Callable[[], Answer]:
    return lambda: client.post("/bookings", wish, Idempotency_Key=key)


def test_one_idempotency_key_20_times_at_once_is_one_booking(house: House) -> None:
    [desk] = house.desks(1)
    tabs = house.tabs(20)
    for hour in range(6 * ROUNDS):
        wish = house.wish(desk, hour)
        answers = at_once([with_key(tab, wish, f"key {hour}") for tab in tabs])
        assert {answer.outcome for answer in answers} == {"201"}
        assert len({(answer.text, answer.location) for answer in answers}) == 1
        assert sum(not answer.replayed for answer in answers) == 1
        assert house.taken([desk], hour) == 1


def test_one_key_with_an_answer_of_refusal_refuses_all_alike(house: House) -> None:
    [desk] = house.desks(1)
    tabs, [other] = house.tabs(20), house.members(1)
    for hour in range(3 * ROUNDS):
        house.booked(other, desk, hour)
        wish = house.wish(desk, hour)
        answers = at_once([with_key(tab, wish, f"key {hour}") for tab in tabs])
        assert {answer.outcome for answer in answers} == {"409 slot-taken"}
        assert len({answer.text for answer in answers}) == 1


def test_one_key_in_a_race_against_others_gets_one_and_the_same_answer(house: House) -> None:
    """Whether the key wins or another member: all its 12 requests are answered alike."""
    [desk] = house.desks(1)
    tabs, others = house.tabs(12), house.members(12)
    for hour in range(8 * ROUNDS):
        wish = house.wish(desk, hour)
        mine = [with_key(tab, wish, f"key {hour}") for tab in tabs]
        answers = at_once([*mine, *(book(other, wish) for other in others)])
        assert len({(answer.status, answer.text) for answer in answers[:12]}) == 1, outcomes(answers[:12])
        assert house.taken([desk], hour) == 1


def test_one_key_while_the_place_becomes_free_gets_one_and_the_same_answer(house: House) -> None:
    """The first may be refused and the next, a moment later, could have it: then all are told what the first was."""
    [desk] = house.desks(1)
    tabs, [owner] = house.tabs(15), house.members(1)
    for hour in range(12 * ROUNDS):
        booking, wish = house.booked(owner, desk, hour), house.wish(desk, hour)
        _, *answers = at_once([cancel(owner, booking), *(with_key(tab, wish, f"key {hour}") for tab in tabs)])
        assert len({(answer.status, answer.text) for answer in answers}) == 1, outcomes(answers)
        assert house.taken([desk], hour) == outcomes(answers)["201"] // 15


def test_one_key_with_different_wishes_books_one_of_them(house: House) -> None:
    desks = house.desks(8)
    tabs = house.tabs(8)
    wishes = [house.wish(desk, 0) for desk in desks]
    calls = [with_key(tab, wish, "one") for tab, wish in zip(tabs, wishes, strict=True)]
    assert outcomes(at_once(calls)) == {"201": 1, "422 idempotency-mismatch": 7}


def test_a_form_sent_10_times_at_once_books_once(house: House) -> None:
    [desk] = house.desks(1)
    browser = _logged_in(house)
    for hour in range(3 * ROUNDS):
        form = _filled_form(house, browser, desk, hour)
        tabs = [house.client() for _ in range(10)]
        for tab in tabs:
            tab.cookies.update(browser.cookies)
        answers = at_once([partial(tab.submit, "/bookings", form) for tab in tabs])
        assert {answer.status for answer in answers} == {303}
        [place] = {answer.location for answer in answers}
        assert re.fullmatch(r"/bookings/[0-9a-f-]{36}", str(place))
        assert house.taken([desk], hour) == 1


def _logged_in(house: House) -> Client:
    browser = house.client()
    log_in(browser, house.person("a-password-for-races"), "a-password-for-races")
    return browser


def _filled_form(house: House, browser: Client, desk: int, hour: int) -> dict[str, str]:
    start, end = house.wall(hour), house.wall(hour + 1)
    typed = {"space": str(desk), "date": f"{start:%Y-%m-%d}", "from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}
    page = browser.get("/bookings/new?" + "&".join(f"{name}={value}" for name, value in typed.items()))
    return typed | {"title": "Rennen"} | hidden(page.text, "csrf_token", "form_key", "hub", "kind")
