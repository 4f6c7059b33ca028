"""What an operator's people fill in about a pass. The shape of the input only: payments.passes.rules say the rest."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from core.fields import NEEDED, Needed
from core.text import one_line
from hubs.models import Hub
from hubs.words import GROUPS
from hubs.words import KINDS as KIND_WORDS
from payments.passes import words
from payments.passes.models import PassProduct
from payments.passes.rules import SCOPES, ProductValues
from web.host import euros
from web.host.hub_forms import Ticks
from web.host.rule_forms import PriceField
from web.host.stale import WithSeen

NO_GROUP = ""
NUMBER = _l("Please enter a whole number.")


class Number(IntegerField):  # type: ignore[misc]
    """A whole number; the error says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = one_line(valuelist[0] if valuelist else "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 7):
            self.data = None
            raise ValueError(NUMBER)
        self.data = int(text) if text else None


class ProductForm(WithSeen):
    """The names are those of ProductValues."""

    name_de = StringField(_l("Name in German"), [Needed()], filters=[one_line])
    name_en = StringField(_l("Name in English"), [Optional()], filters=[one_line])
    kind = RadioField(_l("Kind"), [InputRequired(NEEDED)], choices=[SelectChoice(k, t) for k, t in words.KINDS.items()])
    size = Number(_l("Visits"), [Optional()])
    price_cents = PriceField(_l("Price"), [Needed()], filters=[one_line])
    valid_days = Number(_l("Valid for so many days"), [InputRequired(NEEDED)])
    scope = RadioField(_l("Where it holds"), [InputRequired(NEEDED)], validate_choice=False)
    hub_id = SelectField(_l("Hub"), validate_choice=False)
    kinds = Ticks(_l("For which places"), KIND_WORDS)
    group = SelectField(_l("Only for a group"), validate_choice=False)

    def offer(self, hubs: list[Hub], *, may_be_district: bool) -> None:
        """The operator's hubs, and where a pass of theirs may hold."""
        scopes = SCOPES if may_be_district else SCOPES[:2]
        self.scope.choices = [SelectChoice(key, words.SCOPES[key]) for key in scopes]
        self.hub_id.choices = [SelectChoice("", "–"), *(SelectChoice(str(hub.id), hub.name) for hub in hubs)]
        groups = [SelectChoice(key, text) for key, text in GROUPS.items()]
        self.group.choices = [SelectChoice(NO_GROUP, _l("For everybody")), *groups]

    def validate_price_cents(self, field: Any) -> None:
        if field.cents is None:
            raise ValidationError(NEEDED)

    @property
    def values(self) -> ProductValues:
        is_month = self.kind.data == "month"
        hub = self.hub_id.data or ""
        return ProductValues(
            name_de=self.name_de.data,
            name_en=self.name_en.data or "",
            kind=self.kind.data,
            size=None if is_month else self.size.data or (1 if self.kind.data == "day" else None),
            price_cents=self.price_cents.cents or 0,
            valid_days=self.valid_days.data or 0,
            scope=self.scope.data,
            hub_id=int(hub) if self.scope.data == "hub" and hub.isascii() and hub.isdigit() and len(hub) < 10 else None,
            kinds=tuple(self.kinds.data or ()),
            group=self.group.data or None,
        )


def shown(product: PassProduct | None) -> dict[str, Any]:
    """What the form shows of a pass, or of a new one."""
    if product is None:
        return {"kind": "visits", "size": 10, "valid_days": 365, "scope": "operator", "kinds": ["desk"]}
    return {
        "name_de": product.name_de,
        "name_en": product.name_en,
        "kind": product.kind,
        "size": product.size,
        "price_cents": euros.written(product.price_cents),
        "valid_days": product.valid_days,
        "scope": product.scope,
        "hub_id": str(product.hub_id or ""),
        "kinds": product.kinds,
        "group": product.group or NO_GROUP,
    }
