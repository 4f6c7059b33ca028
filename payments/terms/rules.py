"""What a text of law must be before it is published, which one holds when, and what one agrees to. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from core.text import is_blank
from payments.terms.errors import TermsChanged, TermsNotAccepted, TextEmpty, TextHasGap, TextTooLong
from payments.terms.shipped import GAP

AGREED_TO = ("terms", "house_rules")
"""The kinds under which one books and buys; the other two are told and asked for where they matter."""
HOWS = ("ticked", "told", "program")
"""A box was ticked; the same version had been accepted before, and the page named it; a program booked for them."""
BY_PROGRAM = "by program"
"""In `Choice.terms`: no page was shown. What holds at that moment is written down."""
LONGEST = 60_000
SHOWN_OF_GAP = 60
NAMES_ITSELF = re.compile(r"\*\*(?:Muster|Template): [^*\n]*")
KEEP_YEARS = 3
"""After the year in which it was accepted (§§ 195, 199 BGB): so long it may have to be proved."""


class TextFacts(NamedTuple):
    """A version of a text without its words. `sentence`: the words by language, of a consent that is one sentence."""

    id: int
    kind: str
    version: int
    valid_from: datetime
    sentence: Mapping[str, str] = {}


class TermsShown(NamedTuple):
    """What a page has shown, and what was done there: the versions of the texts, whether the box was ticked, and the
    language in which all of it was read."""

    ids: tuple[int, ...] = ()
    ticked: bool = False
    locale: str = "de"


class TermsAgreed(NamedTuple):
    """What is written down with a booking or a pass: under which texts, and how these were agreed to (HOWS)."""

    ids: tuple[int, ...]
    how: str


def in_force(texts: Iterable[TextFacts], moment: datetime) -> dict[str, TextFacts]:
    """By kind, the text that holds at that moment; nothing of a kind that was not published by then."""
    begun = [one for one in texts if one.valid_from <= moment]
    return {one.kind: one for one in sorted(begun, key=lambda one: (one.valid_from, one.version))}


def agreed_to(texts: Mapping[str, TextFacts]) -> list[TextFacts]:
    """Those of the texts in force under which one books."""
    return [texts[kind] for kind in AGREED_TO if kind in texts]


def check_agreed(wanted: Iterable[int], shown: TermsShown, known: Iterable[int]) -> str:
    """How these texts are agreed to by who was shown that and has accepted the `known` ones before.

    TermsChanged when the page has shown other versions; TermsNotAccepted when there is something new and the box was
    not ticked.
    """
    if set(wanted) != set(shown.ids):
        raise TermsChanged
    if shown.ticked:
        return "ticked"
    if set(wanted) - set(known):
        raise TermsNotAccepted
    return "told"


def digest(text_de: str, text_en: str) -> str:
    """Of both languages together, so that a text can be proved to be that one."""
    return sha256(f"{text_de}\0{text_en}".encode()).hexdigest()


def check_text(text_de: str, text_en: str) -> None:
    """TextEmpty without German; TextHasGap where something is still to be filled in, or the text names itself a
    template; TextTooLong. German is the contract's language; without English the German text is shown to all."""
    if is_blank(text_de):
        raise TextEmpty
    for field, text in (("text_de", text_de), ("text_en", text_en)):
        if len(text) > LONGEST:
            raise TextTooLong(of=field, most=LONGEST)
        if (gap := first_gap(text)) is not None:
            raise TextHasGap(of=field, gap=gap)


def first_gap(text: str) -> str | None:
    """The first place that somebody still has to fill in or take out, as it stands there; None when there is none."""
    found = [match for match in (GAP.search(text), NAMES_ITSELF.search(text)) if match]
    if not found:
        return None
    gap = min(found, key=lambda match: match.start())[0].lstrip("*")
    return gap if len(gap) <= SHOWN_OF_GAP else f"{gap[:SHOWN_OF_GAP].rstrip()} …"


def first_kept_year(moment: datetime) -> int:
    """What was accepted in an earlier year has not to be proved any more."""
    return moment.year - KEEP_YEARS
