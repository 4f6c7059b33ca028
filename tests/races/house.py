"""A hub that is open day and night, its members with their tokens, and how they book."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import create_engine

from bookings import guard
from bookings.door import actions as door_actions
from core.db import db
from hubs import actions
from hubs.models import Hub, Space
from hubs.quotas import actions as quota_actions
from hubs.quotas.rules import QuotaFacts
from hubs.setup_rules import HubValues, RuleValues, SpaceValues
from members import actions as member_actions
from members import passwords
from members.models import Member, MemberRole
from tests.races.clients import Answer, Client, log_in
from tests.races.table import Table
from tests.support import cheap_passwords

HOUR = timedelta(hours=1)
TOWN = "03252001"
_numbers = count()


def hours_ahead() -> datetime:
    """A whole hour some days from now; races count their hours from here."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=7)


@dataclass
class House:
    """Made by `with app.app_context()`, asked over HTTP at `url`."""

    app: Flask
    url: str
    slug: str = ""
    first_hour: datetime = field(default_factory=hours_ahead)
    _open: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.slug = f"hub-{next(_numbers)}"
        self.table = Table(self.app.config["SQLALCHEMY_DATABASE_URI"])
        with self.app.app_context():
            actions.set_municipality(key=TOWN, name="Rennstadt", lat=52.1, lon=9.4)
            place = {"village": "Rennstadt", "municipality_key": TOWN, "lat": 52.1, "lon": 9.4}
            hub = actions.create_hub(
                values=HubValues(slug=self.slug, name="Rennbahn", opening_hours="Mo-Su 00:00-24:00", **place)
            )
            actions.set_rules(hub=hub, values=RuleValues(max_active=0, horizon_days=365))
            db.session.commit()

    def close(self) -> None:
        self._open.close()

    def limit(self, max_active: int) -> None:
        """How many coming bookings a member may have."""
        self.rule(max_active=max_active)

    def rule(self, **values: Any) -> None:
        """Other rules from now on, without a limit unless they name one."""
        with self.app.app_context():
            actions.set_rules(hub=self._hub(), values=RuleValues(**{"max_active": 0, "horizon_days": 365} | values))
            db.session.commit()

    def allow_a_week(self, unit: str, most: int) -> None:
        """How much a member may book a week."""
        with self.app.app_context():
            quota_actions.set_quota(hub=self._hub(), quota=QuotaFacts(unit, most))
            db.session.commit()

    def host(self) -> Client:
        """A browser in which a new host of the hub is logged in."""
        password = "a-password-of-a-host"
        email = self.person(password)
        with self.app.app_context():
            member = db.session.query(Member).filter_by(email=email).one()
            db.session.add(MemberRole(member_id=member.id, role="host", hub_slug=self.slug))
            db.session.commit()
        browser = self.client()
        log_in(browser, email, password)
        return browser

    def desks(self, number: int, room: int | None = None) -> list[int]:
        return [self._space("desk", room) for _ in range(number)]

    def room(self) -> int:
        return self._space("room", None)

    def lockers(self, number: int) -> list[int]:
        return [self._space("locker", None) for _ in range(number)]

    def sign(self) -> str:
        """The address of a new tablet at the door."""
        with self.app.app_context():
            values: dict[str, Any] = {"name": "Eingang", "space_id": None, "shows_names": False, "pin_hash": None}
            token = door_actions.put_up(hub=self._hub(), **values)[1]
            db.session.commit()
        return f"/door/{token}"

    def soon(self) -> None:
        """Its people may check in a day before, and cancel until the start; the race's hours are the next ones."""
        self.rule(check_in_lead_minutes=24 * 60, cancel_deadline_minutes=0)
        self.first_hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + 2 * HOUR

    def members(self, number: int) -> list[Client]:
        """Clients of distinct members."""
        return [self.client(self.token()) for _ in range(number)]

    def token(self) -> str:
        """That of a new member."""
        with self.app.app_context():
            member = _member(f"m{next(_numbers)}@example.org")
            db.session.flush()
            token = member_actions.make_token(member_id=member.id, name="race")
            db.session.commit()
        return token

    def token_of(self, email: str) -> str:
        """A new one of that member."""
        with self.app.app_context():
            member = db.session.query(Member).filter_by(email=email).one()
            token = member_actions.make_token(member_id=member.id, name="race")
            db.session.commit()
        return token

    def client(self, token: str | None = None) -> Client:
        client = Client(self.url, token)
        self._open.callback(client.close)
        return client

    def tabs(self, number: int) -> list[Client]:
        """Clients of one and the same member."""
        first = self.members(1)[0]
        return [first, *(self.client(first.token) for _ in range(number - 1))]

    def person(self, password: str) -> str:
        """The mail address of a member who can log in with this password."""
        with self.app.app_context(), cheap_passwords.real():  # the server would make it anew at the first log-in
            member = _member(f"m{next(_numbers)}@example.org", passwords.hash_password(password))
            db.session.commit()
            return member.email

    def wall(self, hour: float) -> datetime:
        """What the clock in the hub shows then."""
        return (self.first_hour + hour * HOUR).astimezone(ZoneInfo("Europe/Berlin"))

    def times(self, hour: float, hours: float = 1) -> dict[str, str]:
        start = self.first_hour + hour * HOUR
        return {"starts_at": start.isoformat(), "ends_at": (start + hours * HOUR).isoformat()}

    def booked(self, client: Client, space: int, hour: float, hours: float = 1) -> str:
        """The id of a booking that is made now."""
        answer = book(client, self.wish(space, hour, hours))()
        assert answer.status == 201, answer.text
        return str(answer.body["id"])

    def wish(self, space: int, hour: float, hours: float = 1) -> dict[str, str]:
        return {"space": str(space)} | self.times(hour, hours)

    def any_desk(self, hour: float, hours: float = 1) -> dict[str, str]:
        return {"hub": self.slug, "kind": "desk"} | self.times(hour, hours)

    def starts_at(self, hour: float) -> Any:
        """That hour as a value for plain SQL."""
        starts_at = self.first_hour + hour * HOUR
        return starts_at if not self.table.url.startswith("sqlite") else f"{starts_at:%Y-%m-%d %H:%M:%S.%f}"

    def taken(self, spaces: Sequence[int], hour: float) -> int:
        """How many rows of occupancy begin at that hour in these spaces."""
        names = ", ".join(map(str, spaces))
        return self.table.count("occupancy", f"space_id IN ({names}) AND starts_at = :at", at=self.starts_at(hour))

    def put_desk_into(self, room: int) -> int:
        """As a host does it, in a process of their own."""
        return self._space("desk", room)

    def _space(self, kind: str, room: int | None) -> int:
        with self.app.app_context():
            values = SpaceValues(name=f"{kind} {next(_numbers)}", kind=kind, room_id=room)
            space: Space = actions.create_space(hub=self._hub(), values=values)
            db.session.commit()
            return space.id

    def _hub(self) -> Hub:
        return db.session.query(Hub).filter_by(slug=self.slug).one()


def _member(email: str, password_hash: str = "!") -> Member:
    member = Member(email=email, name="Rennende", password_hash=password_hash, email_confirmed_at=datetime.now(UTC))
    db.session.add(member)
    return member


def book(client: Client, wish: dict[str, str]) -> Callable[[], Answer]:
    return lambda: client.post("/bookings", wish)


def move(client: Client, booking: str, changes: dict[str, str]) -> Callable[[], Answer]:
    return lambda: client.patch(f"/bookings/{booking}", changes)


def cancel(client: Client, booking: str) -> Callable[[], Answer]:
    return lambda: client.post(f"/bookings/{booking}/cancellation", {})


def drop_guard(house: House) -> None:
    """From now on the database lets a place be taken twice."""
    engine = create_engine(house.table.url)
    with engine.begin() as connection:
        guard.drop(connection)
    engine.dispose()
