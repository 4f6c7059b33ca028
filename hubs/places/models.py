"""Tables of places and of where people live. They hold nothing of anybody who uses the site."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId
from hubs.places.rules import LocalityFacts


class Locality(Base):
    """A village, a town, or what the post calls by a postcode, as a file told it. `origin` is the kind of file and
    `key` what the file knows it by, so that a newer file brings it up to date.

    `source`, `as_of` and `licence` say where it is from: pages name them.
    """

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="position"),
        CheckConstraint("kind in ('seat', 'village', 'neighbour', 'postcode')", name="known_kind"),
        CheckConstraint("origin in ('csv', 'geonames', 'postal')", name="known_origin"),
        CheckConstraint("inhabitants >= 0", name="inhabitants"),
        Index("uq_place_key", "origin", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(260))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    postcode: Mapped[str] = mapped_column(String(5), default="")
    municipality: Mapped[str] = mapped_column(String(120), default="")
    lat: Mapped[float]
    lon: Mapped[float]
    inhabitants: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(120))
    as_of: Mapped[date]
    licence: Mapped[str] = mapped_column(String(60), default="")

    @property
    def facts(self) -> LocalityFacts:
        return LocalityFacts(
            self.name, self.kind, self.postcode, self.municipality, self.lat, self.lon, self.inhabitants
        )


class PlacesStamp(Base):
    """One row, whose stamp is another after each change of `place`: what was made of places is kept until then."""

    __tablename__ = "places_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))


class PopulationCell(Base):
    """How many people live in a square of the census's grid: its middle in metres of EPSG:3035 and in degrees.

    Small figures were altered by the census for secrecy, so that sums are approximate. Never offered as a place.
    """

    __tablename__ = "population_cell"
    __table_args__ = (
        CheckConstraint("size_m in (100, 1000, 10000)", name="known_size"),
        CheckConstraint("inhabitants >= 0", name="inhabitants"),
        Index("uq_population_cell", "size_m", "east_m", "north_m", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    size_m: Mapped[int]
    east_m: Mapped[int]
    north_m: Mapped[int]
    lat: Mapped[float]
    lon: Mapped[float]
    inhabitants: Mapped[int]
    source: Mapped[str] = mapped_column(String(120))
    as_of: Mapped[date]
