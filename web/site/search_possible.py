"""What of a wish can be had: its day and times, with a message at the field that had to give way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import lazy_gettext as _l

from bookings.search.answers import Candidate
from bookings.search.queries import first_day
from bookings.search.rules import SearchQuery, check_query
from core.clock import BadTime, today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from web.site.search_forms import SearchForm

FIELD_OF = {"starts_at": "from", "ends_at": "to"}


def possible(form: SearchForm, wish: SearchQuery, candidates: Sequence[Candidate], moment: datetime) -> SearchQuery:
    """The wish on a day and at times that are possible, with a message where it had to be changed."""
    rules = {place.rules for c in candidates for place in c.setup.any_of(wish.kind)}
    typed = bool((form.day.data or "").strip()) and not form.day.errors
    if not typed:
        wish = wish.on(first_day(candidates, wish, moment))
        form.day.data = form.day.data or wish.day.isoformat()
    try:
        check_query(wish, DEFAULT_ZONE, rules, moment)
    except BadTime:
        form.complain("from", _l("The clocks change at this time on this day. Please choose another time."))
    except DomainError as error:
        _complain_of(error, form, wish)
    if form.day.errors or form.start.errors or form.end.errors:
        return without_times(form, wish, candidates, moment)
    form.day.data = wish.day.isoformat()
    return wish


def _complain_of(error: DomainError, form: SearchForm, wish: SearchQuery) -> None:
    """A day that is over or too far ahead is the day's fault, an hour that is over the hour's."""
    if error.code == "too-far-ahead":
        form.complain("date", error.message())
    elif error.code == "in-the-past" and wish.day < today(DEFAULT_ZONE):
        form.complain("date", _l("This day is over. Please choose today or a later day."))
    elif error.code == "in-the-past" and not wish.is_exact:
        form.complain("date", _l("This time of day has already passed. Please choose a later one, or another day."))
    else:
        form.complain(FIELD_OF.get(error.field or "", "date"), error.message())


def complain_of_rule(form: SearchForm, reason: DomainError) -> None:
    """Every hub refuses the wish for the same reason: a matter of what was typed."""
    form.complain("date" if reason.code == "too-far-ahead" else FIELD_OF[reason.field or ""], reason.message())


def without_times(
    form: SearchForm, wish: SearchQuery, candidates: Sequence[Candidate], moment: datetime
) -> SearchQuery:
    """What is shown instead of what cannot be had: the whole of the chosen day, or of the first possible one when
    the day itself is at fault."""
    wish = replace(wish, part="day", start=None, end=None)
    if not form.day.errors:
        return wish
    return wish.on(first_day(candidates, wish.on(today(DEFAULT_ZONE)), moment))
