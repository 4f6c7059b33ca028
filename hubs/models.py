"""Places: municipalities, hubs and what one can book there, when they are open, and what the house allows."""

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base, UtcDateTime, Words, where
from core.identifiers import new_uid
from core.timespans import Interval
from core.tokens import new_code
from hubs.operators.models import Operator
from hubs.tariffs import ALWAYS, NO_GROUP, TariffFacts, TariffValues

TEXTS = "texts"
"""The group of a hub's long texts: most queries do without them; `undefer_group(TEXTS)` reads them too."""


class Municipality(Base):
    """A municipality of the district, by its official key (AGS). `population` holds for `population_year`."""

    __tablename__ = "municipality"

    key: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    lat: Mapped[float]
    lon: Mapped[float]
    population: Mapped[int | None]
    population_year: Mapped[int | None]


class Hub(Base):
    """A village hub. `opening_hours` is OpenStreetMap text, read in `time_zone` with the state's public holidays.

    The long texts are read together when one is first asked for: booking and availability never need them.
    Until it `is_public` only its hosts see it. `marks_no_shows`: whoever was not checked in did not come.
    `refund_tiers` are pairs of hours before the start and percent (hubs.refund_tiers), or None.
    """

    __tablename__ = "hub"
    __table_args__ = (
        CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="position"),
        CheckConstraint("phone is null or length(phone) <= 40", name="phone_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    village: Mapped[str] = mapped_column(String(120))
    municipality_key: Mapped[str] = mapped_column(ForeignKey("municipality.key"), index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    time_zone: Mapped[str] = mapped_column(String(40), default="Europe/Berlin")
    holiday_state: Mapped[str] = mapped_column(String(2), default="NI")
    opening_hours: Mapped[str] = mapped_column(String(500))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    portrait: Mapped[str] = mapped_column(String(40), default="house")
    description_de: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    description_en: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    arrival_de: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    arrival_en: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    house_rules_de: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    house_rules_en: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    step_free: Mapped[bool] = mapped_column(default=False)
    staffed: Mapped[bool] = mapped_column(default=True)
    is_open_to_book: Mapped[bool] = mapped_column(default=True)
    is_public: Mapped[bool] = mapped_column(default=True)
    marks_no_shows: Mapped[bool] = mapped_column(default=False)
    refund_tiers: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    amenities: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    setup_stamp: Mapped[str] = mapped_column(String(32), default=lambda: uuid4().hex)

    municipality: Mapped[Municipality] = relationship(lazy="joined", innerjoin=True)
    operator: Mapped[Operator] = relationship()

    def text(self, what: str, locale: str) -> str:
        """description, arrival or house_rules in a language; German where there is no English."""
        return (getattr(self, f"{what}_en") if locale == "en" else "") or str(getattr(self, f"{what}_de"))


class Space(Base):
    """What can be booked: a desk, a room, a booth, a workshop, a locker. A desk may stand inside a room (`room_id`).

    `turnaround_minutes` stay free after each booking (cleaning, airing). `qr_code` is in the address on its label.
    Of one that `is_confidential` nobody is told who uses it, and it is called by its `outer_name`, a neutral one,
    wherever it is said when somebody is there; that name stays as long as bookings may bear it, whatever becomes of the
    space.
    `is_outside`: a locker at a wall outside, which can be reached while the hub is closed.
    """

    __tablename__ = "space"
    __table_args__ = (
        UniqueConstraint("hub_id", "name"),
        CheckConstraint("kind in ('desk', 'room', 'booth', 'workshop', 'locker')", name="known_kind"),
        CheckConstraint("capacity >= 1", name="capacity"),
        CheckConstraint("turnaround_minutes between 0 and 1440", name="turnaround"),
        CheckConstraint("room_id <> id", name="not_inside_itself"),
        CheckConstraint("not is_confidential or outer_name <> ''", name="outer_name"),
        Index("uq_space_qr_code", "qr_code", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    capacity: Mapped[int] = mapped_column(default=1)
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    turnaround_minutes: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    outer_name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    qr_code: Mapped[str | None] = mapped_column(String(16), default=new_code)
    is_outside: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def told_name(self) -> str:
        """What it is called on signs, and wherever it is told that it is taken."""
        return self.outer_name if self.is_confidential else self.name


class Closure(Base):
    """A hub is closed from–until, whatever its opening hours say; `reason` is shown to members. Calendars know it by
    its `uid`."""

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_closure_hub_ends", "hub_id", "ends_at"),
        Index("uq_closure_uid", "uid", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    uid: Mapped[str] = mapped_column(String(40), default=new_uid)

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


class BookingRules(Base):
    """A hub's rules (`space_id` empty) or a space's exceptions from them. Empty means: as the level above.

    See `hubs.rules.Rules` for what each means and for the defaults.
    """

    __tablename__ = "booking_rules"
    __table_args__ = (
        Index("uq_booking_rules_hub", "hub_id", unique=True, **where("space_id is null")),
        CheckConstraint("grid_minutes in (5, 10, 15, 20, 30, 60)", name="grid"),
        CheckConstraint("min_minutes > 0 and max_minutes > 0", name="lengths"),
        CheckConstraint("min_minutes <= max_minutes", name="shortest_longest"),
        CheckConstraint("notice_minutes >= 0 and cancel_deadline_minutes >= 0", name="deadlines"),
        CheckConstraint("horizon_days between 1 and 730", name="horizon"),
        CheckConstraint("max_active >= 0", name="max_active"),
        CheckConstraint("admission in ('everyone', 'members', 'approval')", name="admission"),
        CheckConstraint("check_in_lead_minutes between 0 and 1440", name="check_in_lead"),
        CheckConstraint("series_days between 0 and 366", name="series_days"),
        CheckConstraint("release_minutes = 0 or release_minutes between 15 and 1440", name="release"),
        CheckConstraint("most_no_shows >= 0", name="most_no_shows"),
        CheckConstraint("no_show_days between 1 and 365", name="no_show_days"),
        CheckConstraint("answer_hours >= 0", name="answer_hours"),
        CheckConstraint("proposal_minutes between 5 and 1440", name="proposal_minutes"),
        CheckConstraint("gap_minutes between 0 and 10080", name="gap"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), unique=True)
    grid_minutes: Mapped[int | None]
    min_minutes: Mapped[int | None]
    max_minutes: Mapped[int | None]
    notice_minutes: Mapped[int | None]
    horizon_days: Mapped[int | None]
    max_active: Mapped[int | None]
    cancel_deadline_minutes: Mapped[int | None]
    admission: Mapped[str | None] = mapped_column(String(12))
    check_in_lead_minutes: Mapped[int | None]
    over_lunch: Mapped[bool | None]
    series_days: Mapped[int | None]
    release_minutes: Mapped[int | None]
    most_no_shows: Mapped[int | None]
    no_show_days: Mapped[int | None]
    answer_hours: Mapped[int | None]
    proposal_minutes: Mapped[int | None]
    gap_minutes: Mapped[int | None]
    groups: Mapped[tuple[str, ...] | None] = mapped_column(Words(60))
    needs_account: Mapped[bool | None]


class Tariff(Base):
    """Gross prices in cents for a kind of space or for one space; empty means not offered. No row: free of charge.

    They are a hub's, or an operator's for all of its hubs; for everybody, or (`group`) for a group of its members; from
    `valid_from` until `valid_until`, both included. Which one holds says `hubs.tariffs`.
    """

    __tablename__ = "tariff"
    __table_args__ = (
        CheckConstraint("(hub_id is null) <> (operator_id is null)", name="of_hub_or_operator"),
        CheckConstraint("(kind is null) <> (space_id is null)", name="for_kind_or_space"),
        CheckConstraint("space_id is null or hub_id is not null", name="space_of_its_hub"),
        CheckConstraint("\"group\" in ('', 'residents', 'clubs', 'staff', 'reduced')", name="known_group"),
        CheckConstraint("valid_until is null or valid_from <= valid_until", name="order"),
        CheckConstraint(
            "hour_cents >= 0 and half_day_cents >= 0 and day_cents >= 0 and month_cents >= 0", name="not_negative"
        ),
        Index("uq_tariff_hub_kind", "hub_id", "kind", "group", "valid_from", unique=True),
        Index("uq_tariff_operator_kind", "operator_id", "kind", "group", "valid_from", unique=True),
        Index("uq_tariff_space", "space_id", "group", "valid_from", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id", ondelete="CASCADE"))
    kind: Mapped[str | None] = mapped_column(String(20))
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    group: Mapped[str] = mapped_column(String(12), default=NO_GROUP, server_default=NO_GROUP)
    valid_from: Mapped[date] = mapped_column(default=ALWAYS, server_default=ALWAYS.isoformat())
    valid_until: Mapped[date | None]
    hour_cents: Mapped[int | None]
    half_day_cents: Mapped[int | None]
    day_cents: Mapped[int | None]
    month_cents: Mapped[int | None]

    @property
    def values(self) -> TariffValues:
        return TariffValues(self.hour_cents, self.half_day_cents, self.day_cents, self.month_cents)

    @property
    def facts(self) -> TariffFacts:
        of_hub = self.hub_id is not None
        return TariffFacts(self.values, of_hub, self.kind, self.space_id, self.group, self.valid_from, self.valid_until)
