"""What inductions are called."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.formats import day
from hubs.inductions.models import Induction
from hubs.inductions.rules import last_day

REASONS: dict[str, Any] = {
    "refresh": _l("Please have it shown to you once more."),
    "changed": _l("The equipment or the rules have changed."),
    "unsafe": _l("The rules for safe use were not followed."),
    "mistake": _l("It was recorded by mistake."),
    "wish": _l("The person wished so."),
}

VALIDITIES: dict[str, Any] = {
    "never": _l("without an end"),
    "months": _l("for some months"),
    "until": _l("until a day"),
}


def validity(induction: Induction) -> list[Any]:
    """How long it holds, in short facts."""
    lapse = induction.lapses_after_months
    minor = ngettext("under 18: %(num)s month", "under 18: %(num)s months", induction.months_minor)
    unused = ngettext("unless unused for %(num)s month", "unless unused for %(num)s months", lapse) if lapse else ""
    return [part for part in (_how_long(induction), minor, unused) if part]


def _how_long(induction: Induction) -> Any:
    if induction.months is not None:
        return ngettext("valid for %(num)s month", "valid for %(num)s months", induction.months)
    if induction.until_date is not None:
        return _("valid until %(day)s", day=day(induction.until_date))
    return _("valid without an end")


def until(ends_at: datetime | None, zone: str) -> Any:
    """Until Fri 31 Dec 2027 · without an end."""
    return _("until %(day)s", day=day(last_day(ends_at, zone))) if ends_at else _("without an end")
