"""What people fill in to buy a pass. The shape of the input only: what is allowed, the actions say."""

from dataclasses import replace
from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from bookings.cover import Choice
from core.formats import day
from hubs.operators import words as operator_words
from payments.passes import rules
from payments.passes.errors import PassBeginsOutside
from web.site.booking_forms import DayField
from web.site.pay_choices import read_choice

WITHDRAWAL = timedelta(days=14)
"""So long a consumer may withdraw (§ 355 BGB); who wants to use the pass before that says so (§ 357a BGB)."""


class BuyPassForm(FlaskForm):  # type: ignore[misc]
    way = RadioField(_l("How do you want to pay?"), validate_choice=False)
    begins_on = DayField(_l("First day"))
    is_business = BooleanField(_l("I buy as a business, club or office"))
    starts_early = BooleanField()
    price = HiddenField()
    form_key = HiddenField()

    def offer(self, ways: list[str]) -> None:
        """The ways to pay; the first unless another was chosen."""
        self.way.choices = [SelectChoice(way, operator_words.WAYS[way]) for way in ways]
        if self.way.data not in ways:
            self.way.data = ways[0] if ways else ""

    def is_complete(self, today: date) -> bool:
        """Whether nothing is wrong or missing; else all of it stands at its fields at once."""
        checks = (self.validate(), self._begins_in_time(today), self._consents(today))
        return all(checks)

    def _begins_in_time(self, today: date) -> bool:
        try:
            if self.begins_on.data is not None:
                rules.check_first_day(self.begins_on.data, today)
        except PassBeginsOutside as error:
            self.begins_on.errors = [*self.begins_on.errors, error.message()]
            return False
        return True

    def _consents(self, today: date) -> bool:
        """Whether the first day needs no consent, or it was given. Who has named no day reads from which one on it
        needs none."""
        free_from, begins = today + WITHDRAWAL, self.begins_on.data
        if self.is_business.data or self.starts_early.data or (begins is not None and begins >= free_from):
            return True
        first = day(free_from)
        self.starts_early.errors = [
            _("Please tick that you agree to the early start, or choose a first day from %(day)s on.", day=first),
        ]
        return False

    @property
    def cents(self) -> int:
        """The price that the page had shown; -1 for none, which is no price."""
        text = self.price.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1

    @property
    def choice(self) -> Choice:
        business = bool(self.is_business.data)
        chosen = read_choice(request.form)
        return replace(
            chosen,
            way=self.way.data or "",
            is_business=business,
            starts_early=bool(self.starts_early.data) and not business,
        )
