"""What people choose of how they pay, wherever they book; `templates/_macros/paying.html` asks for it."""

from collections.abc import Mapping
from dataclasses import replace

from bookings.cover import Choice
from core.arguments import read_id
from core.formats import locale_code
from payments.rules import WAYS
from payments.terms.agreeing import shown_in
from payments.terms.rules import TermsShown

IN_THE_ADDRESS = ("way", "for_employer", "buyer")
"""What the address of a page may say. Consent is given with the order alone: no link ticks it."""
CHOSEN = (*IN_THE_ADDRESS, "starts_early", "terms", "accepts_terms")
KEPT = "kept_"
"""Before the name of what was chosen when the page asked for it, and is not asked for at the moment (the time is taken,
something else covers it). An order does not read it."""
LONGEST_TERMS = 100


def read_choice(values: Mapping[str, str], agreed: str | None = None) -> Choice:
    """What is ordered by a form; what is no choice is none. A business has nothing to withdraw from.

    `agreed` is the price that was shown.
    """
    found = _chosen(values)
    return replace(found, starts_early=found.starts_early and not found.is_business, agreed=agreed)


def choice_shown(form: Mapping[str, str], address: Mapping[str, str]) -> Choice:
    """What a page shows as chosen that comes again with a form, or for the first time by its address: all that was
    entered, also what has no meaning at the moment. Nobody orders by it."""
    if not form:
        return _chosen({name: address[name] for name in IN_THE_ADDRESS if name in address})
    return _chosen({name: form.get(name, form.get(f"{KEPT}{name}", "")) for name in CHOSEN})


def kept(chosen: Choice, *names: str) -> dict[str, str]:
    """Hidden fields for what was chosen of these names (of all, without any) and the page does not ask for now."""
    shown = shown_in(chosen) or TermsShown()
    values = {
        "way": chosen.way,
        "for_employer": "1" if chosen.for_employer else "",
        "buyer": "business" if chosen.is_business else "",
        "starts_early": "1" if chosen.starts_early else "",
        "terms": ",".join(str(one) for one in shown.ids) if shown.ticked else "",
        "accepts_terms": "1" if shown.ticked else "",
    }
    return {f"{KEPT}{name}": values[name] for name in names or CHOSEN if values[name]}


def _chosen(values: Mapping[str, str]) -> Choice:
    way = values.get("way", "")
    return Choice(
        way=way if way in WAYS else "",
        for_employer=values.get("for_employer") == "1",
        is_business=values.get("buyer") == "business",
        starts_early=values.get("starts_early") == "1",
        terms=(_shown(values),),
    )


def _shown(values: Mapping[str, str]) -> TermsShown:
    """Which texts the form had named (`templates/_macros/terms.html`), and whether its box was ticked."""
    parts = values.get("terms", "")[:LONGEST_TERMS].split(",")
    return TermsShown(tuple(filter(None, map(read_id, parts))), values.get("accepts_terms") == "1", locale_code())
