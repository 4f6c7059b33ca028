"""What a hub's hosts may set for booking there: rules, kinds, features; and how far it is."""

from dataclasses import dataclass, fields, replace
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any, Literal, NamedTuple, Protocol

KINDS = ("desk", "room", "booth", "workshop", "locker")
LOCKER = "locker"
"""The kind that holds things: who has one is somewhere else meanwhile."""

FEATURES = (
    "monitor",
    "docking-station",
    "height-adjustable",
    "wifi",
    "quiet",
    "window",
    "step-free",
    "wheelchair-space",
    "hearing-loop",
    "video-conference",
    "projector",
    "whiteboard",
    "printer",
    "kitchen",
    "children",
    "charging",
    "induction",
)
INDUCTION = "induction"
"""The feature of what is used only after an induction: every space that needs one has it (`hubs.inductions`); where
none is set up, it is a word to visitors that hosts show them first, and nothing is checked."""

AMENITIES = (
    "wifi",
    "coffee",
    "kitchen",
    "printer",
    "parking",
    "bicycle-stand",
    "charging",
    "shower",
    "toilet",
    "accessible-toilet",
    "lockers",
    "parcel-station",
    "children",
    "garden",
)
"""What a hub has for everybody; what a single space has are its FEATURES."""


Held = Literal["whole", "ends", "any"]
"""How a booking is held against the opening hours: the hub is open for the whole of it (but for lunch breaks), or only
when it begins and when it ends, or nobody asks."""
WEEK_MINUTES = 7 * 24 * 60


def held_of(kind: str, *, is_outside: bool = False) -> Held:
    """What lies in a locker lies there also while the hub is closed: only putting in and taking out need open doors,
    and not even that where the locker stands outside."""
    if kind != "locker":
        return "whole"
    return "any" if is_outside else "ends"


def is_visible(*, is_public: bool, is_host: bool) -> bool:
    """Until it is opened only its hosts see a hub."""
    return is_public or is_host


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold for a space; lengths in minutes. `max_active` None means without a limit, and a series counts
    once. `over_lunch`: a booking may go over the hub's lunch break (hubs.lunch). `series_days`: how many days ahead the
    dates of a series may lie.

    `release_minutes`: so long after its start a booking is released that nobody has checked in to (None: never).
    `most_no_shows`: who has stayed away so often within `no_show_days` asks the hosts for each booking (None: nobody).
    `answer_hours`: so long hosts have for a request (None: until it would begin). `proposal_minutes`: so long a place
    that has become free is held for the first on the waiting list, less near its start. `gap_minutes`: so long must lie
    between two bookings of one member at places of the same kind (None: nothing); turnaround, which keeps a place free
    for cleaning, is another thing. `groups`: only members of one of these groups of the operator's may book (none:
    everybody whom `admission` lets in).
    `needs_account`: nobody books by name and e-mail address alone (bookings.unconfirmed); they log in first.
    `held`: how bookings are held against the hours; it comes with the kind of space and is nothing that hosts set.
    """

    grid_minutes: int = 30
    min_minutes: int = 60
    max_minutes: int = 600
    notice_minutes: int = 0
    horizon_days: int = 60
    max_active: int | None = 20
    cancel_deadline_minutes: int = 60
    admission: str = "everyone"
    check_in_lead_minutes: int = 15
    over_lunch: bool = True
    series_days: int = 366
    release_minutes: int | None = None
    most_no_shows: int | None = None
    no_show_days: int = 90
    answer_hours: int | None = None
    proposal_minutes: int = 30
    gap_minutes: int | None = None
    groups: tuple[str, ...] = ()
    needs_account: bool = False
    held: Held = "whole"

    @property
    def of_series(self) -> "Rules":
        """Those that hold for the dates of a series: they reach further ahead, and never less far than one booking."""
        return replace(self, horizon_days=max(self.horizon_days, self.series_days))


ADMISSIONS = ("everyone", "members", "approval")
"""Who may book: everyone with an account, members of the hub, or everyone after a host's yes."""
DEFAULTS = Rules()
NO_LIMIT = 0
LIFTED_BY_NO_LIMIT = ("max_active", "release_minutes", "most_no_shows", "answer_hours", "gap_minutes")
"""Rules that hold only where a number is set: 0 says that there is none, whatever the hub has."""


class Overrides(Protocol):
    """A hub's or a space's own rules: None inherits; NO_LIMIT (0) lifts those that it can lift."""

    @property
    def grid_minutes(self) -> int | None: ...
    @property
    def min_minutes(self) -> int | None: ...
    @property
    def max_minutes(self) -> int | None: ...
    @property
    def notice_minutes(self) -> int | None: ...
    @property
    def horizon_days(self) -> int | None: ...
    @property
    def max_active(self) -> int | None: ...
    @property
    def cancel_deadline_minutes(self) -> int | None: ...
    @property
    def admission(self) -> str | None: ...
    @property
    def check_in_lead_minutes(self) -> int | None: ...
    @property
    def over_lunch(self) -> bool | None: ...
    @property
    def series_days(self) -> int | None: ...
    @property
    def release_minutes(self) -> int | None: ...
    @property
    def most_no_shows(self) -> int | None: ...
    @property
    def no_show_days(self) -> int | None: ...
    @property
    def answer_hours(self) -> int | None: ...
    @property
    def proposal_minutes(self) -> int | None: ...
    @property
    def gap_minutes(self) -> int | None: ...
    @property
    def groups(self) -> tuple[str, ...] | None: ...
    @property
    def needs_account(self) -> bool | None: ...


def effective(hub_rules: Overrides | None = None, space_rules: Overrides | None = None) -> Rules:
    """The space's rules, else the hub's, else the DEFAULTS: each value on its own."""
    rules = DEFAULTS
    for layer in (hub_rules, space_rules):
        if layer is not None:
            given = {name: getattr(layer, name) for name in _NAMES}
            rules = replace(rules, **{name: value for name, value in given.items() if value is not None})
    lifted: dict[str, Any] = dict.fromkeys(name for name in LIFTED_BY_NO_LIMIT if getattr(rules, name) == NO_LIMIT)
    return replace(rules, **lifted) if lifted else rules


_NAMES = tuple(field.name for field in fields(Rules) if field.name != "held")


def for_kind(rules: Rules, held: Held, own: Overrides | None = None) -> Rules:
    """The rules as they hold for a kind of space. What a hub says of a visit does not bind what lies in a locker: it
    may stay a week, and nobody has to be there. Only what was set for this very space (`own`) does."""
    if held == "whole":
        return rules
    longest = max(own.max_minutes or WEEK_MINUTES if own else WEEK_MINUTES, rules.min_minutes)
    release = rules.release_minutes if own and own.release_minutes is not None else None
    return replace(rules, held=held, over_lunch=True, max_minutes=longest, release_minutes=release)


class Standing(NamedTuple):
    """What a member is to a hub: one of its members, and whether they are restricted there, for which reason. Where the
    hub asks for groups: that of the member at its `operator` (the name), until when, if it ends; else no group is
    known."""

    is_member: bool = False
    is_restricted: bool = False
    reason: str = ""
    group: str = ""
    group_until: date | None = None
    operator: str = ""

    def group_on(self, day: date) -> str:
        """The group to which the member belongs on that day; "": none."""
        return self.group if self.group_until is None or day <= self.group_until else ""


Mode = Literal["foot", "bicycle", "pedelec", "car"]


class Travel(NamedTuple):
    """How one gets on: km/h, how much longer than the crow's flight the way is, minutes before one moves."""

    speed: float
    detour: float
    setup_minutes: float = 0


TRAVEL: dict[Mode, Travel] = {
    "foot": Travel(4.8, 1.3),
    "bicycle": Travel(15, 1.3),
    "pedelec": Travel(20, 1.3),
    "car": Travel(45, 1.35, 2),
}


def travel_minutes(km: float, mode: Mode) -> int:
    """Estimated minutes for `km` as the crow flies, at least 1. An estimate: nothing knows the roads."""
    speed, detour, setup = TRAVEL[mode]
    return max(1, round(setup + 60 * km * detour / speed))


LONGEST_WALK = 60
"""Minutes: nobody walks longer to work."""


def ways(km: float) -> list[tuple[Mode, int]]:
    """How one may get there, with minutes: on foot if that is no more than LONGEST_WALK, by bicycle and by car."""
    found = [(mode, travel_minutes(km, mode)) for mode in _WAYS]
    return [(mode, minutes) for mode, minutes in found if mode != "foot" or minutes <= LONGEST_WALK]


_WAYS: tuple[Mode, ...] = ("foot", "bicycle", "car")

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres as the crow flies between two points in degrees (the earth as a sphere: under 0.6 % off)."""
    phi1, phi2 = radians(lat1), radians(lat2)
    a = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(a)))
