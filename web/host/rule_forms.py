"""Booking rules as sentences with gaps, and prices."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from core.fields import NEEDED
from core.text import one_line
from hubs import words
from hubs.rules import Rules
from hubs.setup_rules import GRIDS, RuleValues
from hubs.tariffs import PRICE_FIELDS, TariffValues
from hubs.words import GROUPS
from web.host import euros
from web.host.hub_forms import Ticks
from web.host.space_forms import Whole, lengths, minutes_or_none
from web.host.stale import WithSeen

ADMISSIONS = {
    "everyone": _l("Everybody with an account"),
    "members": _l("Members of the hub, whom you admit"),
    "approval": _l("Everybody with an account, if you accept each booking"),
}
OVER_LUNCH = {
    True: _l("A booking may go over it: a day is one booking, at the price of a day"),
    False: _l("A booking ends before it or begins after it"),
}
NEEDS_ACCOUNT = {
    False: _l("Name and email address are enough; they confirm the booking with a link in our email"),
    True: _l("Everybody logs in first, or signs up"),
}
OFFERED: dict[str, tuple[int, ...]] = {
    "grid_minutes": GRIDS,
    "min_minutes": (15, 30, 60, 120, 180, 240),
    "max_minutes": (60, 120, 240, 300, 480, 600, 720, 1440),
    "notice_minutes": (0, 30, 60, 120, 240, 1440, 2880, 10080),
    "cancel_deadline_minutes": (0, 30, 60, 120, 240, 1440, 2880),
    "check_in_lead_minutes": (0, 5, 10, 15, 30, 60),
    "proposal_minutes": (10, 15, 30, 60, 120, 240),
}
LIFTABLE: dict[str, tuple[int, ...]] = {
    "release_minutes": (15, 20, 30, 45, 60, 90, 120),
    "answer_hours": (2, 4, 8, 12, 24, 48, 72),
    "gap_minutes": (15, 30, 60, 120, 240, 480, 1440, 2880),
}
"""Lengths of time that need not be set, in minutes or hours: 0 says so."""
UNSET = {"release_minutes": _l("never"), "answer_hours": _l("until the start"), "gap_minutes": _l("no time")}
EVERYBODY = "everybody"
"""The tick that lets everybody in to a place of a hub that lets in groups only."""
NAMES = (*OFFERED, *LIFTABLE, "horizon_days", "series_days", "max_active", "admission", "over_lunch", "needs_account")


def _length(label: Any) -> SelectField:
    return SelectField(label, coerce=minutes_or_none, validate_choice=False)


def _yes_or_no(value: Any) -> bool | None:
    """None for what is left open, and for anything else."""
    return {"True": True, "False": False}.get(str(value))


def _lifted(name: str, value: int | None) -> Any:
    if not value:
        return UNSET[name]
    return words.length(value * 60 if name == "answer_hours" else value)


class SpaceRulesForm(WithSeen):
    """Exceptions of a space: what is left open is as in the hub."""

    horizon_days = Whole(_l("How many days ahead"))
    series_days = Whole(_l("How many days ahead a series may go"))
    notice_minutes = _length(_l("Minimum notice before the start"))
    min_minutes = _length(_l("Shortest booking"))
    max_minutes = _length(_l("Longest booking"))
    grid_minutes = _length(_l("Steps"))
    cancel_deadline_minutes = _length(_l("Cancelling until before the start"))
    max_active = Whole(_l("Upcoming bookings per person"))
    check_in_lead_minutes = _length(_l("Check-in opens before the start"))
    release_minutes = _length(_l("Release without check-in, after the start"))
    answer_hours = _length(_l("Hosts answer requests within"))
    proposal_minutes = _length(_l("Holding a place for the waiting list"))
    gap_minutes = _length(_l("Time between two bookings of one person"))
    admission = RadioField(_l("Who may book"), validate_choice=False)
    groups = Ticks(_l("Only for members of these groups"), GROUPS, validate_choice=False)

    over_lunch = RadioField(_l("Over the lunch break"), coerce=_yes_or_no, validate_choice=False)
    needs_account = RadioField(_l("Booking without an account"), coerce=_yes_or_no, validate_choice=False)
    for_kind = BooleanField(_l("The same for all places of this kind"))

    def offer(self, now: RuleValues, hub: Rules | None = None) -> None:
        """The choices of the selects. With the rules of the hub, each may be as there."""
        for name, offered in OFFERED.items():
            same = [SelectChoice("", _("as usual: %(value)s", value=words.length(getattr(hub, name))))] if hub else []
            self[name].choices = [*same, *lengths(offered, getattr(now, name))]
        for name, offered in LIFTABLE.items():
            same = [SelectChoice("", _("as usual: %(value)s", value=_lifted(name, getattr(hub, name))))] if hub else []
            known = sorted({*offered, *([value] if (value := getattr(now, name)) else [])})
            choices = [SelectChoice(str(one), _lifted(name, one)) for one in (0, *known)]
            self[name].choices = [*same, *choices]
        same = [SelectChoice("", _("Same as the hub: %(value)s", value=ADMISSIONS[hub.admission]))] if hub else []
        self.admission.choices = [*same, *(SelectChoice(key, text) for key, text in ADMISSIONS.items())]
        if hub and hub.groups:
            named = ", ".join(str(GROUPS[group]) for group in hub.groups)
            self.groups.label.text = _(
                "Only for members of these groups (without a tick, same as the hub: %(names)s)", names=named
            )
            self.groups.choices = [SelectChoice(EVERYBODY, _("For everybody")), *self.groups.choices]
        same = [SelectChoice("", _("Same as the hub: %(value)s", value=OVER_LUNCH[hub.over_lunch]))] if hub else []
        self.over_lunch.choices = [*same, *(SelectChoice(key, text) for key, text in OVER_LUNCH.items())]
        as_there = _("Same as the hub: %(value)s", value=NEEDS_ACCOUNT[hub.needs_account]) if hub else ""
        same = [SelectChoice("", as_there)] if hub else []
        self.needs_account.choices = [*same, *(SelectChoice(key, text) for key, text in NEEDS_ACCOUNT.items())]

    @property
    def values(self) -> RuleValues:
        groups = None if not self.groups.data else tuple(one for one in self.groups.data if one != EVERYBODY)
        given = {name: self[name].data for name in NAMES}
        return RuleValues(**given | {"admission": self.admission.data or None, "groups": groups})


class RulesForm(SpaceRulesForm):
    """A hub's rules: nothing is left open; of no-shows what is empty is as by default."""

    marks_no_shows = BooleanField(_l("Anyone who was not checked in did not come"))

    horizon_days = Whole(_l("How many days ahead"), [InputRequired(NEEDED)])
    max_active = Whole(_l("Upcoming bookings per person"), [InputRequired(NEEDED)])
    most_no_shows = Whole(_l("Missed bookings from which the hosts decide"))
    no_show_days = Whole(_l("Days in which missed bookings count"))

    @property
    def values(self) -> RuleValues:
        most, days = self.most_no_shows.data, self.no_show_days.data
        return replace(super().values, most_no_shows=most, no_show_days=days, groups=tuple(self.groups.data or ()))


class PriceField(StringField):  # type: ignore[misc]
    """Euros in the form, cents in `cents`. What is typed stays as it is typed."""

    cents: int | None = None

    def pre_validate(self, form: Any) -> None:
        try:
            self.cents = euros.read_cents(self.data or "")
        except ValueError:
            raise ValidationError(_l("Please enter a price in euros, such as 12 or 12,50.")) from None


class PriceForm(FlaskForm):  # type: ignore[misc]
    """The prices of one kind. CSRF is checked for every form by core.security, so also for this part of one."""

    class Meta:
        csrf = False

    hour_cents = PriceField(_l("Hour"), filters=[one_line])
    half_day_cents = PriceField(_l("Half day"), filters=[one_line])
    day_cents = PriceField(_l("Day"), filters=[one_line])
    month_cents = PriceField(_l("Month"), filters=[one_line])

    @property
    def values(self) -> TariffValues:
        return TariffValues(*(self[name].cents for name in PRICE_FIELDS))
