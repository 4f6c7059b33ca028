"""What may be set up: the values of hubs, spaces, rules and prices, each checked in one place.

Pure functions of values. Those named check_… raise InvalidSetup (or InvalidOpeningHours) for the first value that
does not do, with the name of its field.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.mailboxes import BadEmail, clean_email
from core.text import is_blank
from hubs import hours
from hubs.rules import (
    ADMISSIONS,
    AMENITIES,
    FEATURES,
    KINDS,
    NO_LIMIT,
    WEEK_MINUTES,
    Held,
    Overrides,
    effective,
    for_kind,
    haversine_km,
)
from hubs.setup_errors import InvalidSetup
from hubs.tariffs import GROUPS, PRICE_FIELDS, TariffValues

GRIDS = (5, 10, 15, 20, 30, 60)
DAY_MINUTES = 24 * 60
YEAR_MINUTES = 365 * DAY_MINUTES
LONGEST_SERIES = 366
"""Days: a year, whatever its February."""
LONGEST_TEXT = 4000
HIGHEST_PRICE = 1_000_000
EARLIEST_RELEASE = 15
SHORTEST_PROPOSAL = 5
LATEST_RELEASE = timedelta(days=1)
"""After the start."""
FARTHEST_KM = 50
"""Of a hub from the middle of its municipality: the largest ones in Germany reach less far."""
SOUTH, NORTH, WEST, EAST = 47.2, 55.1, 5.8, 15.1
"""Germany, in degrees."""
CONFIDENTIAL_KINDS = frozenset({"room", "booth"})
"""Where one can be behind a door."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class HubValues:
    """What a hub is, apart from its spaces, rules and prices."""

    slug: str
    name: str
    village: str
    municipality_key: str
    lat: float
    lon: float
    opening_hours: str
    time_zone: str = "Europe/Berlin"
    holiday_state: str = "NI"
    address: str = ""
    phone: str | None = None
    email: str | None = None
    portrait: str = "house"
    step_free: bool = False
    staffed: bool = True
    is_open_to_book: bool = True
    is_public: bool = True
    marks_no_shows: bool = False
    amenities: tuple[str, ...] = ()
    description_de: str = ""
    description_en: str = ""
    arrival_de: str = ""
    arrival_en: str = ""
    house_rules_de: str = ""
    house_rules_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceValues:
    """What a space is. `room_id`: the room in which a desk stands; `outer_name`: what a confidential one is called
    where it is said when somebody is there; `is_outside`: a locker that can be reached whenever, also while the hub is
    closed."""

    name: str
    kind: str
    capacity: int = 1
    features: tuple[str, ...] = ()
    turnaround_minutes: int = 0
    position: int = 0
    room_id: int | None = None
    is_confidential: bool = False
    outer_name: str = ""
    is_outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValues:
    """Rules of a hub or exceptions of a space (see hubs.rules.Rules); None inherits; 0 lifts what it can lift."""

    grid_minutes: int | None = None
    min_minutes: int | None = None
    max_minutes: int | None = None
    notice_minutes: int | None = None
    horizon_days: int | None = None
    max_active: int | None = None
    cancel_deadline_minutes: int | None = None
    admission: str | None = None
    check_in_lead_minutes: int | None = None
    over_lunch: bool | None = None
    series_days: int | None = None
    release_minutes: int | None = None
    most_no_shows: int | None = None
    no_show_days: int | None = None
    answer_hours: int | None = None
    proposal_minutes: int | None = None
    gap_minutes: int | None = None
    groups: tuple[str, ...] | None = None
    needs_account: bool | None = None


_LENGTHS = {"slug": 60, "name": 120, "village": 120, "address": 200, "phone": 40, "email": 254, "portrait": 40}
_TEXTS = ("description_de", "description_en", "arrival_de", "arrival_en", "house_rules_de", "house_rules_en")


def check_hub(values: HubValues, *, hours_before: str | None = None) -> None:
    """Hours that stay as they were (`hours_before`) are not looked at: a text that would be refused today must not
    keep anybody from changing the telephone number."""
    for field, most in (_LENGTHS | dict.fromkeys(_TEXTS, LONGEST_TEXT)).items():
        _check_text(field, getattr(values, field) or "", most, required=field in {"slug", "name", "village"})
    if not SLUG.fullmatch(values.slug):
        raise InvalidSetup("slug", "slug")
    if not (-90 <= values.lat <= 90):
        raise InvalidSetup("lat", "position")
    if not (-180 <= values.lon <= 180):
        raise InvalidSetup("lon", "position")
    if values.email:
        _check_email(values.email)
    _check_known("amenities", values.amenities, AMENITIES)
    check_zone(values.time_zone)
    if values.holiday_state not in hours.SUBDIVISIONS or len(values.holiday_state) > 2:
        raise InvalidSetup("holiday_state", "unknown", value=values.holiday_state)
    if values.opening_hours != hours_before:
        check_opening_hours(values.opening_hours)


def check_near(lat: float, lon: float, town_lat: float, town_lon: float, town: str) -> None:
    """A hub stands in its municipality: at most FARTHEST_KM from its centre."""
    far = haversine_km(lat, lon, town_lat, town_lon)
    if far <= FARTHEST_KM:
        return
    swapped = abs(lon) <= 90 and haversine_km(lon, lat, town_lat, town_lon) <= FARTHEST_KM
    raise InvalidSetup("lat", "swapped" if swapped else "far", town=town, km=round(far), lat=lon, lon=lat)


def check_in_country(field: str, lat: float, lon: float) -> None:
    """Municipalities have keys of Germany, so they lie in it."""
    if not _in_country(lat, lon):
        raise InvalidSetup(field, "swapped-abroad" if _in_country(lon, lat) else "abroad", lat=lon, lon=lat)


def _in_country(lat: float, lon: float) -> bool:
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def check_opening_hours(text: str) -> str:
    """What was understood, in OpenStreetMap's language: it is what is kept. As `hours.validate`, and no longer than
    the column."""
    hours.validate(text)
    understood = hours.canonical(text)
    _check_text("opening_hours", understood, 500, required=True)
    return understood


def check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidSetup("time_zone", "unknown", value=name) from None
    if len(name) > 40:
        raise InvalidSetup("time_zone", "unknown", value=name[:40])


def check_space(values: SpaceValues) -> None:
    _check_text("name", values.name, 80, required=True)
    if values.kind not in KINDS:
        raise InvalidSetup("kind", "choice", choices=", ".join(KINDS))
    _check_range("capacity", values.capacity, 1, 1000)
    _check_range("turnaround_minutes", values.turnaround_minutes, 0, DAY_MINUTES)
    _check_known("features", values.features, FEATURES)
    if values.room_id is not None and values.kind != "desk":
        raise InvalidSetup("room", "not-a-room")
    if values.is_confidential and values.kind not in CONFIDENTIAL_KINDS:
        raise InvalidSetup("is_confidential", "confidential-kind")
    _check_text("outer_name", values.outer_name, 80, required=values.is_confidential)
    if values.is_outside and values.kind != "locker":
        raise InvalidSetup("is_outside", "not-a-locker")


def check_rules(values: Overrides, above: Overrides | None = None, held: Held = "whole") -> None:
    """Each value, and that those which then hold go together; `above` are the hub's when a space's are checked, and
    `held` says of which kind it is."""
    if values.grid_minutes is not None and values.grid_minutes not in GRIDS:
        raise InvalidSetup("grid_minutes", "choice", choices=", ".join(map(str, GRIDS)))
    _check_range("min_minutes", values.min_minutes, 1, WEEK_MINUTES)
    _check_range("max_minutes", values.max_minutes, 1, WEEK_MINUTES)
    _check_range("notice_minutes", values.notice_minutes, 0, YEAR_MINUTES)
    _check_range("horizon_days", values.horizon_days, 1, 730)
    _check_range("max_active", values.max_active, 0, 1000)
    _check_range("cancel_deadline_minutes", values.cancel_deadline_minutes, 0, YEAR_MINUTES)
    _check_range("check_in_lead_minutes", values.check_in_lead_minutes, 0, DAY_MINUTES)
    _check_range("series_days", values.series_days, 0, LONGEST_SERIES)
    _check_release(values.release_minutes)
    _check_range("most_no_shows", values.most_no_shows, 0, 100)
    _check_range("no_show_days", values.no_show_days, 1, 365)
    _check_range("answer_hours", values.answer_hours, 0, 24 * 60)
    _check_range("proposal_minutes", values.proposal_minutes, SHORTEST_PROPOSAL, DAY_MINUTES)
    _check_range("gap_minutes", values.gap_minutes, 0, WEEK_MINUTES)
    _check_known("groups", values.groups or (), GROUPS)
    if values.admission not in (None, *ADMISSIONS):
        raise InvalidSetup("admission", "choice", choices=", ".join(ADMISSIONS))
    _check_they_go_together(values, above, held)


def _check_release(minutes: int | None) -> None:
    """Never (0), or after a quarter of an hour at the earliest: people are late, and are reminded before."""
    if minutes != NO_LIMIT:
        _check_range("release_minutes", minutes, EARLIEST_RELEASE, DAY_MINUTES)


def _check_they_go_together(values: Overrides, above: Overrides | None, held: Held) -> None:
    """The shortest and the longest booking must be possible on the grid."""
    rules = for_kind(effective(above, values), held, values)
    if rules.min_minutes > rules.max_minutes:
        raise InvalidSetup("min_minutes" if values.min_minutes is not None else "max_minutes", "order")
    for field in ("min_minutes", "max_minutes"):
        if getattr(rules, field) % rules.grid_minutes:
            named = field if getattr(values, field) is not None else "grid_minutes"
            raise InvalidSetup(named, "steps", grid=rules.grid_minutes)


def check_tariff(kind: str, values: TariffValues) -> None:
    if kind not in KINDS:
        raise InvalidSetup("kind", "choice", choices=", ".join(KINDS))
    check_prices(values)


def check_prices(values: TariffValues) -> None:
    for field, cents in zip(PRICE_FIELDS, values, strict=True):
        _check_range(field, cents, 0, HIGHEST_PRICE)


def _check_text(field: str, value: str, most: int, *, required: bool = False) -> None:
    if required and is_blank(value):
        raise InvalidSetup(field, "required")
    if len(value) > most:
        raise InvalidSetup(field, "too-long", most=most)


def _check_email(text: str) -> None:
    try:
        clean_email(text)
    except BadEmail as error:
        raise InvalidSetup("email", "mail", why=error.facts["reason"]) from None


def _check_known(field: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            raise InvalidSetup(field, "unknown", value=value)


def _check_range(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise InvalidSetup(field, "range", least=least, most=most)
