"""What hosts and trainers fill in of inductions. The shape of the input only: what is allowed, the actions say."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from core.arguments import read_id
from core.fields import NEEDED, MailboxField, Needed
from core.text import lines, one_line
from hubs.inductions.models import Induction
from hubs.inductions.rules import LONGEST_NAME, LONGEST_TEXT, REASONS, VALIDITIES, InductionValues, SeenGrant
from hubs.inductions.words import REASONS as REASON_WORDS
from hubs.inductions.words import VALIDITIES as VALIDITY_WORDS
from hubs.models import Space
from web.host.hub_forms import Ticks
from web.host.space_forms import Whole
from web.host.stale import WithSeen, stamp
from web.host.today_forms import HostForm
from web.site.booking_forms import OptionalDay

NAME = Length(max=LONGEST_NAME, message=_l("Please use at most 80 characters."))
TEXT = Length(max=LONGEST_TEXT, message=_l("Please use at most 2000 characters."))


class InductionForm(HostForm, WithSeen):
    """One induction, and which spaces need it."""

    name = StringField(_l("Name"), [Needed(), NAME], filters=[one_line])
    text = TextAreaField(_l("What it is about, and how to get it"), [Optional(), TEXT], filters=[lines])
    spaces = Ticks(_l("Needed for"), {}, validate_choice=False)
    valid = SelectField(_l("How long it is valid"), choices=[SelectChoice(v, VALIDITY_WORDS[v]) for v in VALIDITIES])
    months = Whole(_l("Months"), [Optional()])
    until_date = OptionalDay(_l("Last day"), [Optional()])
    months_minor = Whole(_l("Months for people under 18"), [InputRequired(NEEDED)])
    lapses_after_months = Whole(_l("Lapses when unused for so many months"), [Optional()])

    def offer(self, spaces: Iterable[Space]) -> None:
        self.spaces.choices = [SelectChoice(str(space.id), space.name) for space in spaces if space.is_active]

    @property
    def values(self) -> InductionValues:
        return InductionValues(
            name=self.name.data or "",
            text=self.text.data or "",
            valid=self.valid.data or "",
            months=self.months.data,
            months_minor=self.months_minor.data or 0,
            until_date=self.until_date.data,
            lapses_after_months=self.lapses_after_months.data,
        )

    @property
    def space_ids(self) -> list[int]:
        """What is none at all counts as one of nobody's, and is refused."""
        return [read_id(text) or 0 for text in self.spaces.data or []]


def shown(induction: Induction, space_ids: Iterable[int]) -> dict[str, object]:
    """What the form shows of it, by field."""
    names = ("name", "text", "valid", "months", "until_date", "months_minor", "lapses_after_months")
    values: dict[str, object] = {name: getattr(induction, name) for name in names}
    return values | {"spaces": [str(space_id) for space_id in sorted(space_ids)]}


def form_of(there: dict[str, object]) -> InductionForm:
    """As it is now."""
    return InductionForm(formdata=None, data=there | {"seen": stamp(there)})


class TrainerForm(HostForm):
    """Who is to become a trainer."""

    email = MailboxField(_l("Email address"), [Needed()])


class GrantForm(HostForm):
    """`minor`: under 18. Nothing else is said of the person. `seen`: what the page showed that they have."""

    minor = BooleanField(_l("under 18"))
    seen = HiddenField()

    @property
    def seen_grant(self) -> SeenGrant | None:
        """None: nothing. What cannot be read is no grant that there is."""
        number, _sign, ends = (self.seen.data or "").partition(" ")
        if not number:
            return None
        try:
            return SeenGrant(read_id(number) or 0, datetime.fromisoformat(ends) if ends else None)
        except ValueError:
            return SeenGrant(0, None)


def seen_text(grant: SeenGrant | None) -> str:
    """What the form carries, see `GrantForm.seen_grant`."""
    return f"{grant.id} {grant.ends_at.isoformat() if grant.ends_at else ''}" if grant else ""


class RevokeForm(HostForm):
    reason = SelectField(_l("Why?"), choices=[SelectChoice(key, REASON_WORDS[key]) for key in REASONS])
