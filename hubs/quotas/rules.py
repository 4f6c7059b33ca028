"""Which quotas hold for a member and a kind of space. Pure functions of values."""

from collections.abc import Sequence
from typing import NamedTuple

from hubs.rules import KINDS, NO_LIMIT
from hubs.setup_errors import InvalidSetup
from hubs.tariffs import GROUPS, NO_GROUP

UNITS = ("hours", "days", "bookings")
MOST_OF = {"hours": 168, "days": 7, "bookings": 100}
"""A week has no more."""
ANY_KIND = ""
"""All kinds of space together."""
MOST_QUOTAS = 30
"""A hub has no more of them."""


class QuotaFacts(NamedTuple):
    """At most so many of a unit in a week; see `models.Quota`."""

    unit: str
    most: int
    kind: str = ANY_KIND
    group: str = NO_GROUP

    def is_about(self, kind: str) -> bool:
        """Whether bookings of this kind of space count."""
        return self.kind in (ANY_KIND, kind)


def holding(quotas: Sequence[QuotaFacts], group: str) -> list[QuotaFacts]:
    """Those that hold for a member of this group (NO_GROUP: of none). What is set for the group stands instead of what
    is set for everybody, of the same kind of space and unit; with NO_LIMIT it lifts that. A quota of one kind and one
    of all kinds hold both."""
    found: dict[tuple[str, str], QuotaFacts] = {}
    for quota in quotas:
        key = (quota.kind, quota.unit)
        if quota.group == group or (quota.group == NO_GROUP and key not in found):
            found[key] = quota
    return [quota for quota in found.values() if quota.most != NO_LIMIT]


def check_quota(quota: QuotaFacts) -> None:
    """InvalidSetup with the name of the field."""
    for field, known in (("unit", UNITS), ("kind", (ANY_KIND, *KINDS)), ("group", (NO_GROUP, *GROUPS))):
        if getattr(quota, field) not in known:
            raise InvalidSetup(field, "choice", choices=", ".join(filter(None, known)))
    least = 1 if quota.group == NO_GROUP else NO_LIMIT
    if not least <= quota.most <= MOST_OF[quota.unit]:
        raise InvalidSetup("most", "range", least=least, most=MOST_OF[quota.unit])
