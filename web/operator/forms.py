"""What an operator's people fill in. The shape of the input only: what is allowed, hubs.operators.rules say."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from core.fields import MailboxField, Needed
from core.text import lines, one_line
from hubs.operators import words
from hubs.operators.models import Operator
from hubs.operators.rules import WAYS, OperatorValues
from hubs.rules import KINDS
from hubs.tariffs import NO_GROUP, PRICE_FIELDS, TariffValues
from hubs.words import GROUPS
from hubs.words import KINDS as KIND_WORDS
from web.host.hub_forms import Ticks
from web.host.rule_forms import PriceField
from web.host.stale import WithSeen

OF_STRIPE = ("stripe_account", "delayed_methods")
DAY = _l("Please enter a day, such as 2027-01-01.")


def _line(label: Any) -> StringField:
    return StringField(label, [Optional()], filters=[one_line])


class DetailsForm(WithSeen):
    """All that an operator is. The names are those of hubs.operators.rules.OperatorValues."""

    legal_name = StringField(_l("Name as on invoices"), [Needed()], filters=[one_line])
    address = TextAreaField(_l("Address as on invoices"), [Optional()], filters=[lines])
    email = MailboxField(_l("E-mail address"), [Optional()])
    phone = _line(_l("Telephone"))
    register_entry = _line(_l("Register and number"))
    tax_number = _line(_l("Tax number"))
    vat_id = _line(_l("VAT ID"))
    iban = _line(_l("IBAN"))
    bic = _line(_l("BIC"))
    prefix = _line(_l("Invoice numbers begin with"))
    takes_money = BooleanField(_l("Take money with this software"))
    ways = Ticks(_l("Ways to pay"), words.WAYS)
    till_hint_accepted = BooleanField(_l("We have read the hint about tills and asked our tax adviser"))
    trial_day = BooleanField(_l("The first day of each member is free"))
    stripe_account = _line(_l("Stripe account"))
    delayed_methods = BooleanField(_l("Also ways that take days to arrive, such as SEPA direct debit"))
    sells_passes_district_wide = BooleanField(_l("Sell passes for all hubs of the district; our tax adviser was asked"))
    datev_consultant = _line(_l("DATEV consultant number"))
    datev_client = _line(_l("DATEV client number"))

    def offer(self, *, has_stripe: bool, is_admin: bool) -> None:
        """Without Stripe nothing of it is asked; what binds the whole district only admins decide."""
        if not has_stripe:
            for name in OF_STRIPE:
                del self[name]
            self.ways.choices = [SelectChoice(way, words.WAYS[way]) for way in WAYS if way != "online"]
        if not is_admin:
            del self["sells_passes_district_wide"]

    def values(self, before: OperatorValues) -> OperatorValues:
        """What was typed; what was not asked stays as before."""
        given = {field.name: self[field.name].data for field in fields(OperatorValues) if field.name in self}
        kept = [way for way in before.ways if way == "online" and "stripe_account" not in self]
        ways = {**dict.fromkeys(given["ways"] or ()), **dict.fromkeys(kept)}
        return replace(before, **given | {"ways": tuple(way for way in WAYS if way in ways)})


def values_of(operator: Operator) -> OperatorValues:
    """All that the operator is now."""
    names = [field.name for field in fields(OperatorValues) if field.name not in {"till_hint_accepted", "ways"}]
    given = {name: getattr(operator, name) for name in names}
    accepted = operator.till_hint_accepted_at is not None
    return OperatorValues(**given, ways=tuple(operator.ways), till_hint_accepted=accepted)


def data_of(values: OperatorValues) -> dict[str, Any]:
    """As a form shows them."""
    return asdict(values) | {"ways": list(values.ways)}


class NewOperatorForm(FlaskForm):  # type: ignore[misc]
    """`form_key` is new each time the form is shown, so that one that is sent twice makes one operator."""

    form_key = HiddenField()
    legal_name = StringField(_l("Name as on invoices"), [Needed()], filters=[one_line])
    address = TextAreaField(_l("Address as on invoices"), [Optional()], filters=[lines])


class VatForm(FlaskForm):  # type: ignore[misc]
    product = SelectField(_l("For"), choices=[SelectChoice(key, text) for key, text in words.PRODUCTS.items()])
    valid_from = DateField(_l("From"), [InputRequired(DAY)])
    treatment = SelectField(_l("VAT"), choices=[SelectChoice(key, text) for key, text in words.TREATMENTS.items()])
    reason = StringField(_l("Sentence on invoices"), [Optional()], filters=[one_line])


class MorePricesForm(FlaskForm):  # type: ignore[misc]
    """Prices for a kind, of a hub also for one space; `what` is a kind, or the number of a space."""

    what = SelectField(_l("For"))
    group = SelectField(
        _l("For whom"),
        choices=[
            SelectChoice(NO_GROUP, _l("Everybody")),
            *(SelectChoice(key, text) for key, text in GROUPS.items()),
        ],
    )
    valid_from = DateField(_l("From"), [Optional()])
    valid_until = DateField(_l("Until"), [Optional()])
    hour_cents = PriceField(_l("Hour"), filters=[one_line])
    half_day_cents = PriceField(_l("Half day"), filters=[one_line])
    day_cents = PriceField(_l("Day"), filters=[one_line])
    month_cents = PriceField(_l("Month"), filters=[one_line])

    def offer(self, spaces: Mapping[int, str] = {}) -> None:
        of_kinds = [SelectChoice(kind, KIND_WORDS[kind]) for kind in KINDS]
        self.what.choices = [*of_kinds, *(SelectChoice(str(key), name) for key, name in spaces.items())]

    @property
    def kind(self) -> str | None:
        return self.what.data if self.what.data in KINDS else None

    @property
    def space_id(self) -> int | None:
        return None if self.kind else int(self.what.data)

    @property
    def values(self) -> TariffValues:
        return TariffValues(*(self[name].cents for name in PRICE_FIELDS))


class GroupForm(FlaskForm):  # type: ignore[misc]
    group = SelectField(
        _l("Group"),
        choices=[SelectChoice("", _l("None")), *(SelectChoice(key, text) for key, text in GROUPS.items())],
    )
    valid_until = DateField(_l("Until"), [Optional()])
