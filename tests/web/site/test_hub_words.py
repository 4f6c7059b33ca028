"""Names in a row become one, a text's first sentence stands for it, and rules are said in words."""

from datetime import date, datetime, time
from typing import Any

import pytest
from flask_babel import force_locale

from core.clock import to_utc
from core.db import db
from hubs import actions, words
from hubs.models import Hub
from hubs.rules import FEATURES, KINDS, Rules
from hubs.setup import setup_of
from tests.support import samples
from web.site import hub_words

ZONE = "Europe/Berlin"


@pytest.mark.parametrize(
    ("names", "short"),
    [
        ([], ""),
        (["Desk 1"], "Desk 1"),
        (["Desk 1", "Desk 2", "Desk 3"], "Desk 1–3"),
        (["Desk 1", "Desk 3"], "Desk 1, Desk 3"),
        (["Desk 1", "Desk 2", "Window", "Desk 3"], "Desk 1–2, Window, Desk 3"),
        (["Tisch 9", "Tisch 10", "Tisch 11"], "Tisch 9–11"),
        (["Tisch 1", "Platz 2"], "Tisch 1, Platz 2"),
        (["7", "8"], "7, 8"),
        (["Raum", "Raum"], "Raum, Raum"),
    ],
)
def test_numbered_names_in_a_row_become_one(names: list[str], short: str) -> None:
    assert hub_words.short_names(names) == short


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Eins. Zwei.", "Eins."),
        ("Schön! Ja.", "Schön!"),
        ("ohne Punkt", "ohne Punkt"),
        ("B 217 und 3.5 km. Mehr", "B 217 und 3.5 km."),
        ("", ""),
        ("\n  Zeilen\numbruch. Ende.", "Zeilen\numbruch."),
    ],
)
def test_first_sentence_of_a_text(text: str, first: str) -> None:
    assert hub_words.first_sentence(text) == first


def test_every_kind_and_feature_has_words() -> None:
    assert set(words.KINDS) == set(KINDS)
    assert set(words.FEATURES) == set(FEATURES)
    assert set(words.ICONS) <= set(FEATURES)


@pytest.fixture
def english(app: Any) -> Any:
    with app.app_context(), force_locale("en"):
        yield
        db.session.rollback()


def test_rules_are_said_in_sentences(english: None) -> None:
    said = [str(sentence) for sentence in words.rule_sentences(Rules(grid_minutes=30, notice_minutes=60))]
    assert said == [
        "You can book up to 60 days ahead, at least 1 hour before the start.",
        "From 1 hour to 10 hours, in steps of 30 minutes.",
        "You can cancel up to 1 hour before it starts.",
        "You can have up to 20 upcoming bookings at a time.",
    ]


def test_rules_without_limits_are_said_in_sentences(english: None) -> None:
    rules = Rules(notice_minutes=0, max_active=None, cancel_deadline_minutes=0, horizon_days=1)
    said = [str(sentence) for sentence in words.rule_sentences(rules)]
    assert said[0] == "You can book up to 1 day ahead, or for right now."
    assert said[2:] == ["You can cancel until it starts.", "You can have any number of upcoming bookings."]


def test_only_what_differs_is_said_of_a_space(english: None) -> None:
    assert words.exceptions(Rules(), Rules()) == []
    assert [str(s) for s in words.exceptions(Rules(max_active=1), Rules())] == [
        "You can have 1 upcoming booking at a time."
    ]


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 minutes"), (45, "45 minutes"), (90, "90 minutes"), (2880, "2 days")]
)
def test_length_is_said_in_whole_units(english: None, minutes: int, said: str) -> None:
    assert str(words.length(minutes)) == said


def status(hours: str, moment: datetime, *closures: tuple[datetime, datetime]) -> tuple[str, str]:
    hub = samples.hub(samples.desk(), opening_hours=hours)
    for start, end in closures:
        actions.close(hub=hub, start=start, end=end)
    said = hub_words.status(hub, setup_of(hub), moment)
    return str(said.now), str(said.then)


def at(day: int, hour: int) -> datetime:
    return to_utc(date(2026, 11, day), time(hour), ZONE)


@pytest.mark.parametrize(
    ("hours", "moment", "said"),
    [
        ("Mo-Fr 08:00-18:00; PH off", (24, 9), ("Open now", "until 18:00")),
        ("Mo-Fr 08:00-18:00; PH off", (24, 7), ("Closed now", "opens today at 08:00")),
        ("Mo-Fr 08:00-18:00; PH off", (24, 18), ("Closed now", "opens tomorrow at 08:00")),
        ("Mo-Fr 08:00-18:00; PH off", (27, 18), ("Closed now", "opens on Mon 30 Nov 2026 at 08:00")),
        ("Mo-Su 08:00-24:00", (24, 9), ("Open now", "until midnight")),
        ("Mo-Su 22:00-02:00", (24, 23), ("Open now", "until tomorrow, 02:00")),
        ("Mo-Su 00:00-24:00", (24, 9), ("Open now", "round the clock")),
        ("2027 Jul 01-2027 Jul 31 10:00-12:00", (24, 9), ("Currently closed", "not open in the next few weeks")),
    ],
)
def test_status_says_until_when_or_from_when(
    english: None, hours: str, moment: tuple[int, int], said: tuple[str, str]
) -> None:
    assert status(hours, at(*moment)) == said


def test_closure_ends_the_opening(english: None) -> None:
    said = status("Mo-Fr 08:00-18:00", at(24, 9), (at(24, 12), at(26, 0)))
    assert said == ("Open now", "until 12:00")


def test_price_from_is_that_of_the_desk(english: None) -> None:
    hub: Hub = samples.hub(samples.desk(), samples.desk("Room", kind="room"))
    assert hub_words.price_from(setup_of(hub)) == "free of charge"
    actions.set_tariff(hub=hub, kind="room", values=hub_words.TariffValues(300))
    actions.set_tariff(hub=hub, kind="desk", values=hub_words.TariffValues(None, 700, 1200))
    assert hub_words.price_from(setup_of(hub)) == "from €7.00"
