"""What two hubs may have to say to whoever books, as dumb as can be: a list of bookings, looked through each time anew.

It knows nothing of the code that it is compared with: no query, no rule, no status table of it. A moment is a number of
minutes since 1970, a refusal is the code of the error (or codes, where either is right), "" is a yes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
DAY = 24 * 60
EIGHT_TO_SIX = ((8 * 60, 12 * 60), (13 * 60, 18 * 60))
OPEN = {
    "rathaus": [EIGHT_TO_SIX] * 5 + [((10 * 60, 14 * 60),), ((0, 6 * 60),)],
    "schmiede": [((0, DAY),)] * 7,
}
"""From Monday to Sunday, in minutes of the clock on the wall; on Sunday over the change of the clock."""
CLOSED = {"rathaus": {date(2026, 10, 31), date(2027, 3, 26), date(2027, 3, 29)}, "schmiede": set[date]()}
SPACES = {"Besprechung": "rathaus", "Platz 1": "rathaus", "Platz 2": "rathaus", "Platz 3": "rathaus"}
SPACES |= {"Drucker": "schmiede", "Platz 4": "schmiede"}
DESKS = {"rathaus": ["Platz 1", "Platz 2", "Platz 3"], "schmiede": ["Platz 4"]}
TAKES = {name: (name,) for name in SPACES} | {"Besprechung": ("Besprechung", "Platz 1", "Platz 2")}
RULES: dict[str, dict[str, Any]] = {
    "rathaus": {
        "turnaround": 30,
        "min": 60,
        "max": 300,
        "notice": 30,
        "horizon": 5,
        "series": 14,
        "active": 3,
        "cancel": 60,
        "release": 30,
        "no_shows": 2,
        "answer": None,
        "asks": False,
    },
    "schmiede": {
        "turnaround": 0,
        "min": 30,
        "max": 600,
        "notice": 0,
        "horizon": 7,
        "series": 7,
        "active": None,
        "cancel": 0,
        "release": None,
        "no_shows": None,
        "answer": 180,
        "asks": True,
    },
}
GRID, LEAD, HOLD, NO_SHOW_DAYS = 30, 15, 30, 90
KNOWN_AT = {"schmiede": {"bert"}, "rathaus": set[str]()}
"""Members of the hub, who need not ask."""
ALIVE = {"requested", "held", "confirmed", "checked_in"}


def wall(moment: float) -> datetime:
    return datetime.fromtimestamp(moment * 60, BERLIN)


def midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp()) // 60


def on(day: date, minute: int) -> int | None:
    """The moment of a time on the wall; None where the clock shows it twice or never."""
    shown = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    found = [m for m in (_moment(shown, fold) for fold in (0, 1)) if wall(m).replace(tzinfo=None, fold=0) == shown]
    return found[0] if len(set(found)) == 1 else None


def _moment(shown: datetime, fold: int) -> int:
    return int(shown.replace(tzinfo=BERLIN, fold=fold).astimezone(UTC).timestamp()) // 60


@cache
def opened(hub: str, day: date) -> frozenset[int]:
    """The minutes at which the door is open on a day."""
    minutes = range(midnight(day), midnight(day + timedelta(days=1)))
    if day in CLOSED[hub]:
        return frozenset()
    return frozenset(m for m in minutes if _in(wall(m).hour * 60 + wall(m).minute, OPEN[hub][day.weekday()]))


@cache
def at_lunch(hub: str, day: date) -> frozenset[int]:
    """The minutes between two openings of the day."""
    minutes = opened(hub, day)
    return frozenset(range(min(minutes), max(minutes)) if minutes else ()) - minutes


def _in(minute: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= minute < end for start, end in spans)


def is_open(hub: str, start: int, end: int) -> bool:
    """One comes in and leaves by an open door; in between there may be lunch."""
    days = {wall(start).date(), wall(end - 1).date()}
    inside = {m for day in days for m in opened(hub, day)}
    between = {m for day in days for m in at_lunch(hub, day)}
    return start in inside and end - 1 in inside and all(m in inside or m in between for m in range(start, end))


@dataclass
class Claim:
    """A booking. `status` is what somebody has made of it; what it has become by itself is `Naive.reads`."""

    key: Any
    who: str
    space: str
    start: int
    end: int
    status: str
    until: float | None = None
    release: int | None = None
    is_proposal: bool = False
    series: Any = None
    day: date | None = None
    is_own: bool = False
    has_left: bool = False

    @property
    def hub(self) -> str:
        return SPACES[self.space]


@dataclass
class Wait:
    """Somebody waits for one of these spaces; with a `claim` it is held for them, `passed`: they did not take it."""

    key: Any
    who: str
    spaces: tuple[str, ...]
    start: int
    end: int
    at_once: bool
    claim: Claim | None = None
    passed: bool = False

    @property
    def hub(self) -> str:
        return SPACES[self.spaces[0]]


@dataclass
class Naive:
    now: int
    claims: list[Claim] = field(default_factory=list)
    blocked: dict[Any, tuple[str, int, int]] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    """In the order in which they came."""
    inducted: dict[str, int] = field(default_factory=dict)
    """Until when somebody may use the printer."""

    def reads(self, claim: Claim) -> str:
        if claim.status in {"requested", "held"}:
            return "expired" if self.is_gone(claim) or claim.end <= self.now else claim.status
        if self.is_gone(claim):
            return "no_show"
        return "completed" if claim.status in {"confirmed", "checked_in"} and claim.end <= self.now else claim.status

    def moments(self) -> list[int]:
        """When it is soon time for something: in order, from now on."""
        alive = [one for one in self.claims if self.reads(one) in ALIVE]
        found = {at for one in alive for at in (one.start - LEAD, one.start, one.end, one.until, one.release)}
        return sorted(int(at) for at in found if at is not None and at > self.now)

    def is_gone(self, claim: Claim) -> bool:
        """It has run out by itself."""
        until = {"requested": claim.until, "held": claim.until, "confirmed": claim.release}.get(claim.status)
        return until is not None and until <= self.now

    def rows(self) -> Iterator[tuple[str, int, int, Any]]:
        """Which spaces are taken from when until when, and by what, turnaround included, as far as it is not over."""
        for one in self.claims:
            if one.status in ALIVE and not self.is_gone(one):
                end = one.end + RULES[one.hub]["turnaround"]
                yield from ((space, max(one.start, self.now), end, one.key) for space in TAKES[one.space])
        for key, (space, start, end) in self.blocked.items():
            yield from ((name, max(start, self.now), end, key) for name in TAKES[space])

    def taken(self) -> list[tuple[str, int, int, Any]]:
        return sorted((row for row in self.rows() if self.now < row[2]), key=lambda row: row[:3])

    def is_free(self, space: str, start: int, end: int, *but: Any) -> bool:
        """Nobody has it, or a part of it, in that time and in the turnaround after it."""
        return self.is_untouched(space, start, end + RULES[SPACES[space]]["turnaround"], *but)

    def is_untouched(self, space: str, start: int, end: int, *but: Any) -> bool:
        """The same without the turnaround."""
        mine = set(TAKES[space])
        return not any(name in mine and s < end and start < e and key not in but for name, s, e, key in self.taken())

    def fits(self, space: str, start: int, end: int) -> bool:
        return is_open(SPACES[space], start, end) and self.is_free(space, start, end)

    def free_minutes(self, space: str, day: date) -> set[int]:
        """At which of the day's minutes it can be had, so that the turnaround after it is free as well."""
        hub, mine = SPACES[space], set(TAKES[space])
        turnaround, rows = RULES[hub]["turnaround"], [row for row in self.taken() if row[0] in mine]
        found = {m for m in opened(hub, day) if m >= self.now}
        return found - {m for _name, start, end, _key in rows for m in range(start - turnaround, end)}

    def refused_time(self, space: str, start: int, end: int, *, keeps_start: bool = False, series: bool = False) -> str:
        hub = SPACES[space]
        rules, last = RULES[hub], wall(self.now).date() + timedelta(days=RULES[hub]["series" if series else "horizon"])
        on_grid = [wall(moment).minute % GRID == 0 for moment in (start, end)]
        wrong = [
            (end <= start, "end-before-start"),
            ((end if keeps_start else start) < self.now, "in-the-past"),
            (not keeps_start and wall(start).date() > last, "too-far-ahead"),
            (end > start and not is_open(hub, start, end), "outside-opening-hours"),
            (not keeps_start and start - self.now < rules["notice"], "too-early"),
            (end - start < rules["min"], "too-short"),
            (end - start > rules["max"], "too-long"),
            (not (on_grid[1] and (keeps_start or on_grid[0])), "not-on-grid"),
        ]
        return next((code for is_wrong, code in wrong if is_wrong), "")

    def may_use(self, who: str, space: str, end: int) -> bool:
        return space != "Drucker" or end <= self.inducted.get(who, 0)

    def is_at_limit(self, who: str, hub: str, number: int = 1) -> bool:
        """Whether so many more are too many."""
        own = [one for one in self.claims if (one.who, one.hub) == (who, hub) and one.end > self.now]
        coming = {one.series or one.key for one in own if self.reads(one) in ALIVE}
        return RULES[hub]["active"] is not None and len(coming) + number > RULES[hub]["active"]

    def no_shows(self, who: str, hub: str) -> int:
        since = self.now - NO_SHOW_DAYS * DAY
        own = [one for one in self.claims if (one.who, one.hub) == (who, hub) and one.start > since]
        return sum(self.reads(one) == "no_show" for one in own)

    def hosts_decide(self, who: str, hub: str, *, with_no_shows: bool = True) -> bool:
        most = RULES[hub]["no_shows"]
        stayed_away = with_no_shows and most is not None and self.no_shows(who, hub) >= most
        return (RULES[hub]["asks"] and who not in KNOWN_AT[hub]) or stayed_away

    def may_have(self, who: str, space: str, start: int, end: int, *, series: bool = False) -> str:
        """What is wrong with it if it were free."""
        if refused := self.refused_time(space, start, end, series=series):
            return refused
        if not self.may_use(who, space, end):
            return "induction-needed"
        return "limit-reached" if self.is_at_limit(who, SPACES[space]) else ""

    def begins(self, who: str, space: str, start: int) -> tuple[str, float | None]:
        """The status of a new booking, and until when it waits."""
        hub = SPACES[space]
        if not self.hosts_decide(who, hub):
            return "confirmed", None
        return "requested", self.answer_until(hub, start)

    def answer_until(self, hub: str, start: int) -> int:
        hours = RULES[hub]["answer"]
        return start if hours is None else min(start, self.now + hours)

    def add(self, key: Any, who: str, space: str, start: int, end: int, **more: Any) -> Claim:
        status, until = self.begins(who, space, start)
        made = Claim(key, who, space, start, end, status, until, **more)
        made.release = self.release_at(space, start)
        self.claims.append(made)
        return made

    def release_at(self, space: str, start: int) -> int | None:
        minutes = RULES[SPACES[space]]["release"]
        return None if minutes is None else start + minutes

    def spare(self, claim: Claim) -> None:
        """Who has it in hand now does not lose it at once."""
        if claim.release is not None and claim.release <= self.now:
            claim.release = None
