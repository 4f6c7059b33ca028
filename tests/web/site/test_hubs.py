"""The list of hubs and a hub's page: complete in both languages, harmless, with a fixed number of queries."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from core.db import db
from core.transactions import transaction
from hubs import actions
from hubs.models import Hub
from hubs.setup_rules import RuleValues
from hubs.tariffs import TariffValues
from tests.support import samples
from tests.support.queries import counted

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}"


@pytest.fixture
def tuesday() -> Iterator[Any]:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def add(app: Flask, tuesday: Any) -> Callable[..., None]:
    """Make a hub with these spaces; `then` may go on setting it up."""

    def make(*spaces: Any, then: Callable[[Hub], object] | None = None, **changes: Any) -> None:
        with app.app_context():
            hub = samples.hub(*spaces, **changes)
            if then:
                then(hub)
            db.session.commit()

    return make


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.text)


def test_list_without_hubs_says_so(client: Any) -> None:
    assert "There are no hubs yet" in page(client, "/hubs?lang=en")


def test_list_shows_what_a_hub_is_and_offers(client: Any, add: Callable[..., None]) -> None:
    def prices(hub: Hub) -> None:
        actions.set_tariff(hub=hub, kind="desk", values=TariffValues(None, 700, 1200))

    texts = {"description_de": "Ein Klassenzimmer. Mehr.", "description_en": "A classroom. More."}
    add(samples.desk("D 1"), samples.desk("D 2"), samples.desk("R", kind="room"), then=prices, step_free=True, **texts)
    shown = page(client, "/hubs?lang=en")
    for text in ("Alte Schule", "Musterdorf", "A classroom.", "2 desks", "1 room", "from €7.00", "step-free"):
        assert text in shown
    assert "until 18:00" in shown
    assert "More." not in shown
    assert "Ein Klassenzimmer." in page(client, "/hubs?lang=de")


def test_list_can_be_narrowed_to_a_municipality(client: Any, app: Flask, add: Callable[..., None]) -> None:
    add(name="In Coppenbrügge")
    with app.app_context():
        actions.set_municipality(key="03252001", name="Aerzen", lat=52.0, lon=9.2)
        actions.create_hub(values=samples.values(slug="b", name="In Aerzen", municipality_key="03252001"))
        db.session.commit()
    assert "In Aerzen</a></h2>" in page(client, "/hubs")
    narrowed = page(client, "/hubs?municipality=03252004")
    assert "In Coppenbrügge</a></h2>" in narrowed
    assert "In Aerzen</a></h2>" not in narrowed


@pytest.mark.parametrize("municipality", ["", "99999999", "%00", HOSTILE, "03252004' OR 1=1"])
def test_unknown_municipality_shows_all_hubs(client: Any, add: Callable[..., None], municipality: str) -> None:
    add()
    answer = client.get("/hubs", query_string={"municipality": municipality})
    assert answer.status_code == 200
    assert "Alte Schule</a></h2>" in answer.text


def test_map_says_which_hubs_are_open(client: Any, add: Callable[..., None], tuesday: Any) -> None:
    add()
    assert 'aria-label="Musterdorf open now"' in page(client, "/hubs?lang=en")
    tuesday.shift(timedelta(hours=12))
    assert 'aria-label="Musterdorf closed"' in page(client, "/hubs?lang=en")


def test_page_of_an_unknown_hub_is_not_found(client: Any) -> None:
    assert client.get("/hubs/nowhere").status_code == 404
    assert client.get("/hubs/%3Cscript%3E").status_code == 404


def test_page_shows_the_hub(client: Any, add: Callable[..., None]) -> None:
    def rest(hub: Hub) -> None:
        actions.set_rules(hub=hub, values=RuleValues(notice_minutes=60))
        actions.set_tariff(hub=hub, kind="desk", values=TariffValues(None, 700, 1200))

    add(
        samples.desk("Desk 1", features=("monitor", "height-adjustable")),
        then=rest,
        arrival_en="By bus: yes.\nBy car: no.",
        house_rules_en="Be kind.",
        phone="030 23125-100",
        email="dorf@example.org",
        address="Musterstraße 1",
    )
    shown = page(client, "/hubs/musterdorf?lang=en")
    for text in (
        "Open now",
        "until 18:00",
        "Height-adjustable desk",
        "€12.00 per day",
        "at least 1 hour before",
        "By car: no.",
        "Be kind.",
        "Musterstraße 1",
        'href="tel:03023125100"',
        'href="mailto:dorf@example.org"',
        "There are steps at the entrance",
    ):
        assert text in shown
    assert 'href="https://www.openstreetmap.org/directions?to=52.1%2C9.5" rel="noreferrer"' in shown


@pytest.mark.parametrize(
    ("hours", "day"),
    [(0, "2026-11-24"), (12, "2026-11-25"), (4 * 24, "2026-11-30")],
    ids=["open", "evening", "weekend"],
)
def test_button_leads_to_the_day_plan_of_the_next_open_day(
    client: Any, add: Callable[..., None], tuesday: Any, hours: int, day: str
) -> None:
    add(samples.desk())
    tuesday.shift(timedelta(hours=hours))
    assert f'kern-btn--primary" href="/hubs/musterdorf/days/{day}"' in page(client, "/hubs/musterdorf")


@pytest.mark.parametrize(
    "changes", [{"is_open_to_book": False}, {"opening_hours": "2030 Jan 01-2030 Jan 31 10:00-12:00"}]
)
def test_hub_where_nothing_can_be_booked_has_no_button(
    client: Any, add: Callable[..., None], changes: dict[str, Any]
) -> None:
    add(samples.desk(), **changes)
    shown = page(client, "/hubs/musterdorf?lang=en")
    assert "kern-btn--primary" not in shown
    assert "Nothing can be booked here at the moment." in shown


def test_hub_without_spaces_is_shown(client: Any, add: Callable[..., None]) -> None:
    add()
    assert "There is nothing to book at this hub yet." in page(client, "/hubs/musterdorf?lang=en")


def test_space_that_was_put_away_is_not_shown(client: Any, add: Callable[..., None]) -> None:
    def away(hub: Hub) -> None:
        old = actions.create_space(hub=hub, values=samples.desk("Old desk"))
        actions.put_away(hub=hub, space=old)

    add(samples.desk("New desk"), then=away)
    shown = page(client, "/hubs/musterdorf")
    assert "New desk" in shown
    assert "Old desk" not in shown


def test_room_and_the_desks_in_it_name_one_another(client: Any, add: Callable[..., None]) -> None:
    def inside(hub: Hub) -> None:
        room = actions.create_space(hub=hub, values=samples.desk("Saal", kind="room", capacity=12))
        for number in (1, 2):
            actions.create_space(hub=hub, values=samples.desk(f"Tisch {number}", room_id=room.id))

    add(then=inside)
    shown = page(client, "/hubs/musterdorf?lang=en")
    assert "The whole room, with: Tisch 1–2." in shown
    assert "In this room: Saal." in shown
    assert "for up to 12 people" in shown


def test_holiday_in_the_week_is_named_in_both_languages(client: Any, add: Callable[..., None], tuesday: Any) -> None:
    add(samples.desk())
    tuesday.move_to(datetime(2026, 12, 22, 9, tzinfo=UTC))
    assert "Erster Weihnachtstag" in page(client, "/hubs/musterdorf?lang=de")
    assert "Christmas Day" in page(client, "/hubs/musterdorf?lang=en")


def test_closure_is_announced_and_named_in_the_week(client: Any, add: Callable[..., None]) -> None:
    def closing(hub: Hub) -> None:
        start = datetime(2026, 11, 25, 23, tzinfo=UTC)
        actions.close(hub=hub, start=start, end=start + timedelta(days=1), reason="Kirmes <b>")

    add(samples.desk(), then=closing)
    shown = page(client, "/hubs/musterdorf?lang=en")
    assert "Closed: Thu 26 Nov 2026<" in shown  # a whole day, without 0–24
    assert shown.count("Kirmes &lt;b&gt;") >= 2
    assert "Kirmes <b>" not in shown


def test_closure_that_is_over_or_far_ahead_is_not_announced(client: Any, add: Callable[..., None]) -> None:
    def closing(hub: Hub) -> None:
        for days, reason in ((-3, "over"), (100, "far")):
            start = TUESDAY + timedelta(days=days)
            actions.close(hub=hub, start=start, end=start + timedelta(days=1), reason=f"It is {reason}")

    add(samples.desk(), then=closing)
    assert "It is " not in page(client, "/hubs/musterdorf")


def test_hostile_texts_are_harmless(app: Flask, client: Any, add: Callable[..., None]) -> None:
    texts = ("description", "arrival", "house_rules")
    add(
        samples.desk(HOSTILE),
        name=HOSTILE,
        village=HOSTILE,
        address=HOSTILE,
        phone='1"><script>',
        portrait="<script>",
        **{f"{what}_{language}": HOSTILE for what in texts for language in ("de", "en")},
    )
    with app.app_context(), transaction():
        db.session.execute(update(Hub).values(email='"><script>@x.org'))  # from a time that took it
    for path in ("/hubs", "/hubs/musterdorf"):
        shown = page(client, path)
        assert "<img src=x" not in shown
        assert "<script>" not in shown
        assert "&lt;img src=x onerror=alert(1)&gt;" in shown
        assert "{{ 7*7 }}" in shown


@pytest.mark.parametrize("path", ["/hubs", "/hubs/hub-0"])
def test_pages_ask_the_database_as_often_with_many_as_with_few(app: Flask, client: Any, path: str) -> None:
    numbers = []
    for hubs, spaces in ((1, 1), (12, 15)):
        with app.app_context():
            for number in range(hubs):
                _hub_with(f"hub-{number}", spaces)
            db.session.commit()
        with counted(app) as statements:
            page(client, path)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 8


def _hub_with(slug: str, spaces: int) -> None:
    from hubs.queries import hub_by_slug, spaces_of

    samples.municipality()
    hub = hub_by_slug(slug) or actions.create_hub(values=samples.values(slug=slug, opening_hours="Mo-Su 06:00-22:00"))
    for number in range(len(spaces_of(hub.id)), spaces):
        desk = actions.create_space(hub=hub, values=samples.desk(f"Desk {number}"))
        actions.set_rules(hub=hub, space=desk, values=RuleValues(max_active=number + 1))
    actions.set_tariff(hub=hub, kind="desk", values=TariffValues(None, 700, 1200 + spaces))


@pytest.mark.one_database
def test_pages_are_complete_without_javascript(demo_server: Any, open_page: Callable[..., Any]) -> None:
    shown = open_page(demo_server, width=360, javascript=False)
    shown.goto("/hubs")
    shown.get_by_role("link", name="Am Bahnhof Coppenbrügge", exact=True).click()
    assert shown.get_by_role("heading", level=1).inner_text() == "Am Bahnhof Coppenbrügge"
