"""A hub as a TOML file: read, checked for its shape, applied through the actions, and written again.

The format is described in docs/hub-file.md. `read(write(hub)) ` is the same hub.
"""

import tomllib
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.text import one_line, trimmed
from hubs.inductions.rules import InductionValues
from hubs.questions.rules import QuestionFacts
from hubs.quotas.rules import ANY_KIND, QuotaFacts
from hubs.setup_rules import HubValues, RuleValues, SpaceValues
from hubs.tariffs import NO_GROUP, TariffValues

TABLES = ("municipality", "de", "en", "rules", "quotas", "questions", "prices", "plan", "inductions", "spaces")
LISTS = {"quotas", "questions", "inductions", "spaces"}
"""Those that may stand there several times."""
OF_OPERATOR = ("operator", "refund_tiers")
"""Who lets the hub, and what comes back of a fee: no part of what hosts say of the hub itself."""


class BadFile(Exception):
    """The file cannot be used: `problems` says where and why, one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Line = Annotated[str, AfterValidator(one_line)]
"""Names and the like: as forms take them, so that a name is the same wherever it was typed."""
Prose = Annotated[str, AfterValidator(trimmed)]


class MunicipalityPart(_Part):
    """The key is enough for a municipality that is known already."""

    key: Line
    name: Line | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    population_year: int | None = None


class TextPart(_Part):
    description: Prose = ""
    arrival: Prose = ""
    house_rules: Prose = ""


class RulesPart(_Part):
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
    groups: list[Line] | None = None
    needs_account: bool | None = None

    @property
    def values(self) -> RuleValues:
        groups = None if self.groups is None else tuple(self.groups)
        return RuleValues(**self.model_dump() | {"groups": groups})


class QuotaPart(_Part):
    """At most so many of a unit a week; see hubs.quotas."""

    unit: Line
    most: int
    kind: Line = ANY_KIND
    group: Line = NO_GROUP

    @property
    def values(self) -> QuotaFacts:
        return QuotaFacts(self.unit, self.most, self.kind, self.group)


class QuestionPart(_Part):
    """What the hub asks whoever books; of the answers a file knows nothing."""

    text: Line
    kind: Line = "text"
    choices: list[Line] = Field(default_factory=list)
    required: bool = False
    space_kinds: list[Line] = Field(default_factory=list)

    @property
    def values(self) -> QuestionFacts:
        return QuestionFacts(0, self.text, self.kind, tuple(self.choices), self.required, tuple(self.space_kinds))


class PricePart(_Part):
    hour_cents: int | None = None
    half_day_cents: int | None = None
    day_cents: int | None = None
    month_cents: int | None = None

    @property
    def values(self) -> TariffValues:
        return TariffValues(self.hour_cents, self.half_day_cents, self.day_cents, self.month_cents)


class InductionPart(_Part):
    """What spaces may need; of those who have it, or give it, a file knows nothing."""

    name: Line
    text: Prose = ""
    months: int | None = None
    months_minor: int = 6
    until: date | None = None
    lapses_after_months: int | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if self.months is not None and self.until is not None:
            raise ValueError("either months or until, not both")
        return self

    @property
    def values(self) -> InductionValues:
        valid = "months" if self.months is not None else "never" if self.until is None else "until"
        shared = self.model_dump(exclude={"until"})
        return InductionValues(**shared, valid=valid, until_date=self.until)


class SpacePart(_Part):
    name: Line
    kind: Line
    capacity: int = 1
    features: list[str] = Field(default_factory=list)
    turnaround_minutes: int = 0
    is_outside: bool = False
    room: Line | None = None
    inductions: list[Line] = Field(default_factory=list)
    confidential: bool = False
    outer_name: Line = ""
    rules: RulesPart | None = None

    def values(self, position: int, room_id: int | None) -> SpaceValues:
        shared = self.model_dump(exclude={"room", "rules", "features", "inductions", "confidential"})
        shared |= {"features": tuple(self.features), "is_confidential": self.confidential}
        return SpaceValues(**shared, position=position, room_id=room_id)


class SpotPart(_Part):
    """Where a space stands on the plan: column and row of its left upper field, counted from 1, and its size."""

    x: int
    y: int
    width: int = 1
    height: int = 1


class PlanPart(_Part):
    """The floor plan: a grid, and where spaces stand on it, by their names."""

    columns: int
    rows: int
    spots: dict[Line, SpotPart] = Field(default_factory=dict)


class HubFile(_Part):
    slug: Line
    name: Line
    village: Line
    lat: float
    lon: float
    opening_hours: str
    time_zone: str = "Europe/Berlin"
    holiday_state: str = "NI"
    address: Line = ""
    phone: Line | None = None
    email: Line | None = None
    portrait: str = "house"
    step_free: bool = False
    staffed: bool = True
    is_open_to_book: bool = True
    is_public: bool = True
    marks_no_shows: bool = False
    operator: Line | None = None
    refund_tiers: list[list[int]] | None = None
    amenities: list[str] = Field(default_factory=list)
    municipality: MunicipalityPart
    de: TextPart = Field(default_factory=TextPart)
    en: TextPart = Field(default_factory=TextPart)
    rules: RulesPart = Field(default_factory=RulesPart)
    quotas: list[QuotaPart] | None = None
    questions: list[QuestionPart] | None = None
    prices: dict[str, PricePart] = Field(default_factory=dict)
    plan: PlanPart | None = None
    inductions: list[InductionPart] | None = None
    spaces: list[SpacePart] = Field(default_factory=list)

    @property
    def values(self) -> HubValues:
        shared = self.model_dump(exclude={*TABLES, *OF_OPERATOR}) | {"amenities": tuple(self.amenities)}
        texts = {f"{what}_de": text for what, text in self.de.model_dump().items()}
        texts |= {f"{what}_en": text for what, text in self.en.model_dump().items()}
        return HubValues(**shared, **texts, municipality_key=self.municipality.key)


def read(text: str) -> HubFile:
    """The hub that a TOML text describes. BadFile names each wrong field: `spaces[2].capacity: …`."""
    try:
        return HubFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadFile([f"This is not TOML: {error}"]) from error
    except ValidationError as error:
        raise BadFile([f"{_where(e['loc'])}: {e['msg']}" for e in error.errors()]) from error


def _where(location: tuple[int | str, ...]) -> str:
    """("spaces", 2, "capacity") → spaces[3].capacity, counted from 1 as people do."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location]
    return "".join(parts).removeprefix(".")


def write(hub: HubFile) -> str:
    """The TOML text; what is as by default is left out."""
    data = hub.model_dump(exclude_defaults=True)
    tables = {name: data.pop(name) for name in TABLES if name in data}
    lines = _pairs(data)
    for name, part in tables.items():
        if name == "prices":
            for kind, prices in part.items():
                lines += ["", f"[prices.{_key(kind)}]", *_pairs(prices)]
        elif name in LISTS:
            for one in part:
                lines += ["", f"[[{name}]]", *_pairs(one)]
        else:
            lines += ["", f"[{name}]", *_pairs(part)]
    return "\n".join(lines) + "\n"


def _pairs(values: dict[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_literal(value)}" for name, value in values.items() if value is not None]


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _literal(name)


def _literal(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_literal, value))}]"
        case dict():
            return f"{{ {', '.join(_pairs(value))} }}"
    return _string(str(value))


def _string(text: str) -> str:
    """Long texts in three quotes, one sentence a line as they were written; everything odd is escaped."""
    escaped = "".join(_ESCAPES.get(c) or (c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}") for c in text)
    if "\n" not in text:
        return f'"{escaped}"'
    return '"""\n' + escaped.replace("\\n", "\n") + '"""'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
