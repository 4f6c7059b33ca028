"""Our opening hours beside those of opening_hours.js, over two years, to the minute.

Here every seventh text of the corpus and all that have a note; at night all are compared.
"""

from datetime import UTC, date, datetime, timedelta

from core.timespans import Interval, merge
from hubs import hours
from tests.hubs.hours_corpus import NOTED, TEXTS
from tests.support.night import IS_NIGHT
from tests.support.opening_hours_js import Minutes, open_minutes

FIRST, LAST = date(2026, 1, 1), date(2028, 1, 1)
COMPARED = TEXTS if IS_NIGHT else list(dict.fromkeys([*TEXTS[::7], *NOTED]))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def test_corpus_has_400_different_texts_that_can_be_read() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 400
    for text in TEXTS:
        hours.validate(text)


def test_what_was_understood_is_understood_the_same_way_again() -> None:
    for text in TEXTS:
        understood = hours.canonical(text)
        assert hours.canonical(understood) == understood
        assert ours(understood, days=90) == ours(text, days=90), text


def test_hours_are_those_of_opening_hours_js_but_where_a_note_says_why_not() -> None:
    """As it stands, and in the words in which it is kept, which other programs read from us."""
    for texts in (COMPARED, [hours.canonical(text) for text in COMPARED]):
        theirs = dict(zip(texts, open_minutes(texts, FIRST, LAST), strict=True))
        found = {text for text, original in zip(texts, COMPARED, strict=True) if joined(theirs[text]) != ours(original)}
        assert found == {text for text, original in zip(texts, COMPARED, strict=True) if is_noted(text, original)}


def is_noted(text: str, original: str) -> bool:
    """`2026 Dec 24,Dec 31` is read otherwise, but not any more when it is kept with both years."""
    return original in NOTED and (text == original or "2026" not in text)


def ours(text: str, days: int = (LAST - FIRST).days) -> list[Interval]:
    start = datetime(FIRST.year, 1, 1, tzinfo=UTC)
    return hours.open_intervals(text, "UTC", "NI", start, start + timedelta(days=days))


def joined(theirs: Minutes | None) -> list[Interval]:
    """Theirs is cut where a rule changes."""
    assert theirs is not None
    minute = timedelta(minutes=1)
    return merge(Interval(EPOCH + start * minute, EPOCH + end * minute) for start, end in theirs)
