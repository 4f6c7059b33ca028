"""The start page: form and answer on one page, by plain addresses; whatever is typed gets a useful page."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from sqlalchemy import event

from core.clock import now
from core.db import db
from core.tokens import digest
from hubs.models import Municipality
from hubs.queries import hub_by_slug
from members.models import LoginSession
from tests.support.district import at, hub, member, space, take

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def tuesday_at_seven() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 24, 6, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def district(app: Any) -> None:
    """Hachmühlen with two desks, of which one has a monitor and is quiet; farther away Coppenbrügge and Hajen."""
    with app.app_context():
        near = hub("hachmuehlen", desks=1, lat=52.16, lon=9.48)
        near.name = near.village = "Hachmühlen"
        space(near, "Quiet", features=["quiet", "monitor"])
        space(near, "Room", "room")
        far = hub("coppenbruegge", desks=4, lat=52.12, lon=9.55)
        far.name = far.village = "Coppenbrügge"
        hub("hajen", desks=2, lat=51.99, lon=9.49).village = "Hajen"
        db.session.commit()


def full(app: Any) -> None:
    with app.app_context():
        near = hub_by_slug("hachmuehlen")
        assert near is not None
        take(near, ["Desk 1", "Quiet"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "17:00"))
        db.session.commit()


class Shown:
    """A page as a reader without JavaScript has it."""

    def __init__(self, response: Any) -> None:
        self.status, self.source = response.status_code, response.text
        main = self.source[self.source.index("<main") : self.source.index("</main>")]
        self.text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main))).replace("\u00a0", " ")
        self.hubs = re.findall(r'id="hub-([a-z]+)"', main)
        self.links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', main)]


def get(client: Any, **query: Any) -> Shown:
    return Shown(client.get("/?" + urlencode({"lang": "en"} | query, doseq=True)))


@pytest.mark.usefixtures("district")
def test_first_visit_shows_the_form_with_defaults_and_what_is_free_today(client: Any) -> None:
    page = get(client)
    assert page.status == 200
    assert re.search(r'<input[^>]*name="date"[^>]*value="2026-11-24"', page.source)
    assert "Today 3 hubs have something free" in page.text
    assert "How it works" in page.text
    assert '<option value="Hachmühlen">' in page.source
    assert '<option value="Musterkreis">' in page.source


@pytest.mark.usefixtures("district")
def test_first_visit_in_the_evening_proposes_the_next_open_day(client: Any) -> None:
    with time_machine.travel(at(WEDNESDAY, "18:00"), tick=False):
        assert 'value="2026-11-26"' in get(client).source


@pytest.mark.usefixtures("district")
def test_answer_stands_below_the_form_nearest_first(client: Any) -> None:
    page = get(client, near="hachmuhlen", date="2026-11-25")
    assert page.status == 200
    assert page.hubs == ["hachmuehlen", "coppenbruegge", "hajen"]
    assert 'value="Hachmühlen"' in page.source
    assert "right here" in page.text
    assert "6.5 km" in page.text
    assert "2 of 2 free" in page.text
    assert "09:00–17:00 €12.00" in page.text
    assert "estimates; no route was calculated" in page.text


@pytest.mark.parametrize("query", [{}, {"date": "2026-11-25"}])
@pytest.mark.usefixtures("district")
def test_hub_is_at_its_village_and_municipality_in_cards_and_lines(client: Any, query: dict[str, str]) -> None:
    page = get(client, **query)
    assert "Hajen Musterkreis 09:00–17:00" in page.text
    assert "·" not in page.text


@pytest.mark.usefixtures("district")
def test_answer_leads_to_booking_any_free_desk_at_these_times(client: Any) -> None:
    page = get(client, near="Hachmühlen", date="2026-11-25", part="morning")
    expected = "/bookings/new?hub=hachmuehlen&kind=desk&date=2026-11-25&from=09:00&to=13:00"
    assert expected in [link.replace("%3A", ":") for link in page.links]
    assert "/hubs/hachmuehlen/days/2026-11-25" in page.links


@pytest.mark.usefixtures("district")
def test_wanted_features_lead_to_a_certain_space_that_has_them(client: Any) -> None:
    page = get(client, date="2026-11-25", feature=["quiet", "monitor"])
    assert page.hubs == ["hachmuehlen"]
    assert "1 of 1 free" in page.text
    assert any(link.startswith("/bookings/new?space=") for link in page.links)


@pytest.mark.usefixtures("district")
def test_full_hub_names_the_nearest_other_in_the_same_answer(app: Any, client: Any) -> None:
    full(app)
    page = get(client, near="Hachmühlen", date="2026-11-25")
    assert page.status == 200
    assert "Hachmühlen is fully booked at this time." in page.text
    assert re.search(r"Nearest free: Coppenbrügge , 6.5 km", page.text)
    assert "Free there again: Thu 26 Nov 2026, 09:00–17:00" in page.text
    assert page.source.count("kern-btn--primary") == 2  # search, and the one booking that is proposed


@pytest.mark.usefixtures("district")
def test_full_and_closed_are_told_in_words(app: Any, client: Any) -> None:
    full(app)
    assert "fully booked" in get(client, near="Hachmühlen", date="2026-11-25").text
    assert "closed that day" in get(client, near="Hachmühlen", date="2026-11-28").text
    assert "closed: Christmas Day" in get(client, near="Hachmühlen", date="2026-12-25").text


@pytest.mark.usefixtures("district")
def test_hub_without_such_a_place_is_named(client: Any) -> None:
    page = get(client, near="Coppenbrügge", kind="room")
    assert "Coppenbrügge does not have that." in page.text
    assert page.hubs == ["hachmuehlen"]


@pytest.mark.usefixtures("district")
def test_kind_that_no_hub_has_is_an_empty_answer_with_a_way_on(client: Any) -> None:
    page = get(client, kind="locker", feature="quiet")
    assert page.status == 200
    assert "No hub has that" in page.text


@pytest.mark.usefixtures("district")
def test_unclear_place_offers_what_it_could_mean(client: Any) -> None:
    page = get(client, near="ha", part="morning")
    assert page.status == 200
    assert "Which one? Hajen Hachmühlen" in page.text
    assert any("near=Hajen" in link and "part=morning" in link for link in page.links)
    assert len(page.hubs) == 3


@pytest.mark.usefixtures("district")
def test_misspelt_place_is_answered_with_the_question_whether_it_was_meant(client: Any) -> None:
    page = get(client, near="Copenbrügge")
    assert page.status == 200
    assert "Did you mean Coppenbrügge? This is the answer for it." in page.text
    assert "from Coppenbrügge" in page.text
    assert page.hubs[0] == "coppenbruegge"
    assert 'value="Copenbrügge"' in page.source
    assert "Did you mean" not in get(client, near="coppenbruegge").text


@pytest.mark.usefixtures("district")
def test_unknown_place_offers_the_municipalities_and_keeps_the_rest(app: Any, client: Any) -> None:
    with app.app_context():
        db.session.add(Municipality(key="03252001", name="Aerzen", lat=52.05, lon=9.26))
        db.session.commit()
    page = get(client, near="Börry", date="2026-11-26", kind="room", part="morning", feature="quiet")
    assert page.status == 422
    assert "The municipalities of the district: Aerzen Musterkreis" in page.text
    (link,) = [link for link in page.links if "near=Aerzen" in link]
    for kept in ("date=2026-11-26", "kind=room", "part=morning", "feature=quiet"):
        assert kept in link
    assert client.get(link.replace("near=Aerzen", "near=Aerzen&lang=en")).status_code == 200
    assert "whole district" in get(client, near="Börry").text


@pytest.mark.usefixtures("district")
def test_municipalities_are_offered_only_where_the_place_is_unknown(client: Any) -> None:
    assert "The municipalities of the district" not in get(client, near="Hajen").text


@pytest.mark.usefixtures("district")
def test_quick_choice_of_the_day_wins_over_the_date_field(client: Any) -> None:
    page = Shown(client.get("/?lang=en&date=2026-11-30&near=Hachm%C3%BChlen&date=2026-11-25"))
    assert "Wed 25 Nov 2026" in page.text


@pytest.mark.usefixtures("district")
def test_times_win_over_the_part_of_the_day(client: Any) -> None:
    page = get(client, date="2026-11-25", part="morning", **{"from": "14", "to": "16:00"})
    assert "14:00–16:00" in page.text
    assert re.search(r'value="range" checked', page.source)


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ({"near": "Paris"}, "near", "We do not know this place"),
        ({"near": "x" * 101}, "near", "too long"),
        ({"date": "2026-11-23"}, "date", "This day is over"),
        ({"date": "2028-01-01"}, "date", "days ahead"),
        ({"date": "9999-12-31"}, "date", "days ahead"),
        ({"date": "0001-01-01"}, "date", "This day is over"),
        ({"date": "2026-02-30"}, "date", "Please choose a day"),
        ({"date": "soon"}, "date", "Please choose a day"),
        ({"date": "2026-11-25", "from": "12:00", "to": "09:00"}, "to", "The end must be after the start"),
        ({"date": "2026-11-24", "from": "03:00", "to": "06:00"}, "from", "already passed"),
        ({"date": "2026-11-25", "from": "9:10", "to": "10:10"}, "from", "in steps of"),
        ({"date": "2026-11-25", "from": "9:00", "to": "9:30"}, "to", "must last at least"),
        ({"from": "noon"}, "from", "Please write the time"),
        ({"to": "99:99"}, "to", "Please write the time"),
        ({"part": "range"}, "from", "from when or until when"),
        ({"kind": "sofa"}, "kind", "Please choose what"),
    ],
)
@pytest.mark.usefixtures("district")
def test_bad_input_gets_a_message_at_its_field_and_a_useful_page(
    client: Any, query: dict[str, str], field: str, message: str
) -> None:
    page = get(client, **query)
    assert page.status == 422
    error = re.search(rf'id="{field}-error">(.*?)</p>', page.source, re.S)
    assert error is not None
    assert message in error[1]
    assert re.search(rf'<(input|select)[^>]*aria-invalid="true"[^>]*id="{field}"', page.source) or re.search(
        rf'<(input|select)[^>]*id="{field}"[^>]*aria-invalid="true"', page.source
    )
    assert page.hubs


@pytest.mark.usefixtures("district")
def test_day_keeps_its_default_beside_an_error_elsewhere(client: Any) -> None:
    assert re.search(r'<input[^>]*name="date"[^>]*value="2026-11-24"', get(client, **{"from": "17", "to": "9"}).source)


@pytest.mark.parametrize("times", [("09:10", "11:20"), ("09:00", "08:00"), ("noon", "14:00"), ("09:00", "09:30")])
@pytest.mark.usefixtures("district")
def test_chosen_day_stays_when_only_the_times_are_wrong(client: Any, times: tuple[str, str]) -> None:
    page = get(client, date="2026-11-26", **{"from": times[0], "to": times[1]})
    assert page.status == 422
    assert re.search(r'<input[^>]*name="date"[^>]*value="2026-11-26"', page.source)
    assert "Thu 26 Nov 2026, whole day" in page.text
    assert "This shows the whole day" in page.text
    assert "/hubs/hachmuehlen/days/2026-11-26" in page.links


@pytest.mark.usefixtures("district")
def test_times_that_can_be_had_are_not_said_to_be_left_out(client: Any) -> None:
    assert "shows the whole day" not in get(client, date="2026-11-26", **{"from": "09:00", "to": "12:00"}).text


@pytest.mark.usefixtures("district")
def test_missing_times_are_asked_for_and_the_answer_says_that_it_is_for_the_whole_day(client: Any) -> None:
    page = get(client, date="2026-11-26", part="range")
    assert page.status == 422
    assert "This shows the whole day" in page.text


@pytest.mark.parametrize("times", [{"from": "10:00"}, {"to": "12:00"}])
@pytest.mark.usefixtures("district")
def test_one_time_is_enough(client: Any, times: dict[str, str]) -> None:
    assert get(client, date="2026-11-26", part="range", **times).status == 200


@pytest.mark.usefixtures("district")
def test_wrong_times_are_told_beside_an_unknown_place(client: Any) -> None:
    source = get(client, near="Paris", date="2026-11-26", **{"from": "09:10", "to": "11:20"}).source
    assert 'id="near-error"' in source
    assert 'id="from-error"' in source


@pytest.mark.usefixtures("district")
def test_member_sees_the_next_booking_on_top(app: Any, client: Any) -> None:
    with app.app_context():
        person, secret = member("next@example.org"), "a-secret-of-a-browser"
        expires = now() + timedelta(days=1)
        db.session.add(LoginSession(id=digest(secret), member_id=person.id, device="", expires_at=expires))
        near = hub_by_slug("hachmuehlen")
        assert near is not None
        take(near, ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "12:00"), person)
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = secret
    page = get(client)
    assert "Your next place: Hachmühlen , Wed 25 Nov 2026, 09:00–12:00" in page.text
    assert any(re.fullmatch(r"/bookings/[0-9a-f-]{36}", link) for link in page.links)


@pytest.mark.usefixtures("district")
def test_what_was_typed_is_kept(client: Any) -> None:
    page = get(client, near="Paris", part="afternoon", kind="room", feature="quiet")
    assert 'value="Paris"' in page.source
    assert re.search(r'value="afternoon" checked', page.source)
    assert '<option selected value="room">' in page.source
    assert re.search(r'id="feature-\d+" name="feature" value="quiet" checked', page.source)


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "\x00", "%", "' OR 1=1 --", "🏡"]


@pytest.mark.parametrize("name", ["near", "date", "from", "to", "part", "kind", "feature", "nonsense"])
@pytest.mark.usefixtures("district")
def test_hostile_input_is_harmless(client: Any, name: str) -> None:
    for value in HOSTILE:
        page = get(client, **{name: value})
        assert page.status in (200, 422)
        assert "<script>alert" not in page.source
        assert "<img src=x" not in page.source


@pytest.mark.usefixtures("district")
def test_endless_query_is_answered_soon_and_not_sent_back_in_the_form(client: Any) -> None:
    page = get(client, near="y" * 1_000_000)
    assert page.status == 422
    assert "y" * 101 not in page.source[page.source.index("<main") :]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.usefixtures("district")
def test_page_speaks_both_languages(client: Any, lang: str) -> None:
    page = get(client, lang=lang, near="Hachmühlen", date="2026-11-25")
    assert f'<html lang="{lang}">' in page.source
    assert ("Mi., 25.11.2026" if lang == "de" else "Wed 25 Nov 2026") in page.text
    assert ("9–17 Uhr" if lang == "de" else "09:00–17:00") in page.text


@pytest.mark.usefixtures("district")
def test_nothing_on_the_page_needs_javascript(client: Any) -> None:
    source = get(client, near="Hachmühlen").source
    assert re.search(r'<form class="lr-search" method="get" action="/#found"', source)
    assert re.search(r'<button class="lr-locate" type="button" data-locate hidden', source)
    assert " style=" not in source
    assert not re.search(r"\son[a-z]+=", source)


@pytest.mark.parametrize(
    ("near", "place"), [("Hachmühlen", '<div class="lr-answer__head" id="found">'), ("Paris", "<form"), ("ha", "<form")]
)
@pytest.mark.usefixtures("district")
def test_address_leads_to_the_answer_or_to_what_is_unclear_in_the_form(client: Any, near: str, place: str) -> None:
    source = get(client, near=near).source
    (found,) = re.findall(r'<[^>]* id="found"[^>]*>', source)
    assert found.startswith(place)


@pytest.mark.usefixtures("district")
def test_search_writes_nothing(client: Any) -> None:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        get(client, near="Hachmühlen", date="2026-11-25")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    asked = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert all(statement.lstrip().startswith("SELECT") for statement in asked)
    assert len(asked) <= 8


def test_page_without_any_hub_is_a_page(client: Any) -> None:
    assert get(client).status == 200
    assert get(client, near="Hameln", kind="workshop", date="9999-12-31").status == 422


@pytest.mark.one_database
def test_answer_says_what_makes_it_a_part_of_the_day_and_over_which_break_it_goes(app: Any, client: Any) -> None:
    lunch = "Mo-Fr 08:00-12:30,14:30-18:00"
    with app.app_context():
        hub("forbids", hours=lunch, over_lunch=False)
        hub("goeson", hours="Mo-Su 00:00-12:00,13:00-24:00", max_minutes=1440)
        hub("five", hours=lunch, max_minutes=300)
        hub("short", hours="Mo-Fr 08:00-18:00", max_minutes=240)
        hub("plain", hours="Mo-Fr 08:00-17:00", max_minutes=600)
        taken = hub("taken", hours=lunch, desks=1)
        take(taken, ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "10:00"))
        db.session.commit()

    def said(**query: str) -> dict[str, list[str]]:
        cards = get(client, date="2026-11-25", **query).source.split('id="hub-')[1:]
        return {card.split('"')[0]: re.findall(r'<p class="lr-small lr-muted">(.*?)</p>', card) for card in cards}

    closed = "The hub is closed from 12:00 to 13:00. You cannot get in during this time."
    assert said(part="day") == {
        "forbids": ["Only part of the day: the hub is closed 12:30–14:30."],
        "goeson": [closed],
        "five": ["Only part of the day: at most 5 hours at a time."],
        "short": ["Only part of the day: at most 4 hours at a time."],
        "plain": [],
        "taken": ["Only part of the day: nothing is free for longer."],
    }
    assert said(part="range", **{"from": "09:00", "to": "17:00"})["goeson"] == [closed]
    assert "Only part" not in get(client, date="2026-11-25", part="morning").text
    with time_machine.travel(at(WEDNESDAY, "15:00"), tick=False):
        assert said(part="day")["forbids"] == []
