"""The search as a form: what was typed, read forgivingly; what cannot be read gets a message at its field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TimeInput

from bookings.search.rules import PARTS, Part, SearchQuery
from core.typed import read_day, read_time, why_no_day
from hubs.places.spelling import LONGEST
from hubs.words import FEATURES as FEATURE_WORDS
from hubs.words import KINDS
from web.site.search_words import CHOICES

PART_WORDS = {
    "day": _l("Whole day"),
    "morning": _l("Morning"),
    "afternoon": _l("Afternoon"),
    "range": _l("From – to"),
}


def choices(words: Mapping[str, Any]) -> list[Any]:
    return [SelectChoice(value, text) for value, text in words.items()]


class SearchForm(Form):  # type: ignore[misc]  # WTForms is not typed
    """GET only; reading it never raises. `wish(today)` is what could be understood."""

    near = StringField(_l("Where?"))
    day = StringField(_l("When?"), name="date", id="date", widget=DateInput())
    kind = SelectField(_l("What?"), choices=choices(KINDS), default="desk", validate_choice=False)
    part = RadioField(_l("Time of day"), choices=choices(PART_WORDS), default="day", validate_choice=False)
    start = StringField(_l("From"), name="from", id="from", widget=TimeInput())
    end = StringField(_l("To"), name="to", id="to", widget=TimeInput())
    feature = SelectMultipleField(
        _l("Equipment"),
        choices=choices({name: FEATURE_WORDS[name] for name in CHOICES}),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def read(self, today: date) -> SearchQuery:
        """The wish, with a default in the place of what cannot be read; that gets a message at its field."""
        wish = SearchQuery(self._day(today), self._part(), kind=self._kind(), features=self._features())
        self._shorten()
        if wish.part != "range":
            return wish
        wish = replace(wish, start=self._time(self.start), end=self._time(self.end))
        if not (wish.start or wish.end or self.start.errors or self.end.errors):
            self.complain("from", _l("Please say from when or until when."))
        return wish

    def complain(self, name: str, message: Any) -> None:
        """Put a message at a field, once."""
        field = self[name]
        if not field.errors:
            field.errors = [message]

    def kind_word(self) -> Any:
        return KINDS[self.kind.data]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self)

    def _day(self, today: date) -> date:
        text = (self.day.data or "").strip()
        if not text:
            return today
        day = read_day(text, today)
        if day is None:
            self.complain("date", why_no_day(text, today))
        return day or today

    def _part(self) -> Part:
        """Times that were typed win over the part of the day."""
        if (self.start.data or "").strip() or (self.end.data or "").strip():
            self.part.data = "range"
        if self.part.data not in PARTS:
            self.complain("part", _l("Please choose a time of day."))
            self.part.data = "day"
        return cast(Part, self.part.data)

    def _kind(self) -> str:
        if self.kind.data not in KINDS:
            self.complain("kind", _l("Please choose what you are looking for."))
            self.kind.data = "desk"
        return str(self.kind.data)

    def _features(self) -> tuple[str, ...]:
        wanted = [name for name in CHOICES if name in (self.feature.data or ())]
        if len(wanted) < len(set(self.feature.data or ())):
            self.complain("feature", _l("Please choose from the list."))
        self.feature.data = wanted
        return tuple(wanted)

    def _time(self, field: StringField) -> time | None:
        text = (field.data or "").strip()
        if not text:
            return None
        found = read_time(text)
        if found is None:
            self.complain(field.name, _l("Please write the time like this: 9:30"))
        else:
            field.data = f"{found:%H:%M}"
        return found

    def _shorten(self) -> None:
        """No page gives back a megabyte."""
        for field in (self.near, self.day, self.start, self.end):
            if len(field.data or "") > LONGEST:
                self.complain(field.name, _l("This is too long. Please shorten it."))
                field.data = field.data[:LONGEST]

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__({"date": "day", "from": "start", "to": "end"}.get(name, name))
