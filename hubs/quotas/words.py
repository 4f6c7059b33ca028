"""What quotas are called."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from core.formats import number
from hubs.quotas.rules import ANY_KIND, QuotaFacts
from hubs.rules import NO_LIMIT
from hubs.tariffs import NO_GROUP
from hubs.words import GROUPS

UNITS = {"days": _l("days"), "hours": _l("hours"), "bookings": _l("bookings")}
KINDS = {
    ANY_KIND: _l("all places together"),
    "desk": _l("desks"),
    "room": _l("rooms"),
    "booth": _l("phone booths"),
    "workshop": _l("workshop places"),
    "locker": _l("lockers"),
}
"""Of what it is a part, as one says “3 days (desks)”."""


def amount(unit: str, most: int) -> Any:
    """3 days · 8 hours · 1 booking."""
    return {
        "hours": _ln("%(num)s hour", "%(num)s hours", most),
        "days": _ln("%(num)s day", "%(num)s days", most),
        "bookings": _ln("%(num)s booking", "%(num)s bookings", most),
    }[unit]


def used_of(unit: str, used: int, most: int) -> Any:
    """2 of 3 days; of hours, `used` is in minutes: 6.5 of 8 hours."""
    return {
        "hours": _ln("%(used)s of %(num)s hour", "%(used)s of %(num)s hours", most, used=number(used / 60)),
        "days": _ln("%(used)s of %(num)s day", "%(used)s of %(num)s days", most, used=used),
        "bookings": _ln("%(used)s of %(num)s booking", "%(used)s of %(num)s bookings", most, used=used),
    }[unit]


def limit(quota: QuotaFacts) -> Any:
    """3 days · 8 hours (desks)."""
    most = amount(quota.unit, quota.most)
    return most if quota.kind == ANY_KIND else _l("%(most)s (%(kinds)s)", most=most, kinds=KINDS[quota.kind])


def quota_sentences(quotas: Iterable[QuotaFacts]) -> list[Any]:
    """Each as one plain sentence; what is set for groups names them."""
    return [_sentence(quota) for quota in quotas]


def _sentence(quota: QuotaFacts) -> Any:
    if quota.group == NO_GROUP:
        return _l("You can book up to %(most)s a week.", most=limit(quota))
    group = GROUPS[quota.group]
    if quota.most == NO_LIMIT:
        return _l("%(group)s: no limit a week (%(kinds)s).", group=group, kinds=KINDS[quota.kind])
    return _l("%(group)s: up to %(most)s a week.", group=group, most=limit(quota))
