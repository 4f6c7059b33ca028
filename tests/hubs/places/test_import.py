"""Files of places come in as they are: good lines are written, bad ones are told, nothing is written twice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import db
from core.transactions import transaction
from demo import data
from hubs import file_actions
from hubs.places import actions, queries
from hubs.places.census import to_degrees
from hubs.places.errors import NotAPlacesFile
from hubs.places.models import Locality, PopulationCell

DUMP = (
    "2928751",
    "Börry",
    "Borry",
    "",
    "52.049",
    "9.463",
    "P",
    "PPL",
    "DE",
    "",
    "06",
    "00",
    "03252",
    "03252005",
    "900",
    "",
    "100",
    "Europe/Berlin",
    "2020-02-03",
)
POSTAL = ("DE", "31860", "Börry", "Niedersachsen", "NI", "", "00", "Emmerthal", "03252", "52.05", "9.46", "4")
TOWN = {1: "Emmerthal", 6: "A", 7: "ADM4"}


def dump(**changes: str) -> str:
    return line(DUMP, {int(at[1:]): text for at, text in changes.items()})


def line(cells: tuple[str, ...], changes: dict[int, str]) -> str:
    return "\t".join(changes.get(at, cell) for at, cell in enumerate(cells))


@pytest.fixture(autouse=True)
def district(app: Flask) -> Iterator[None]:
    with app.app_context():
        with transaction():
            for part in data.MUNICIPALITIES:
                file_actions.apply_municipality(part=part)
        yield


def imported(lines: list[str], **more: Any) -> actions.PlacesImport:
    with transaction():
        return actions.import_file(lines=lines, **more)


def rows() -> list[Locality]:
    return list(db.session.scalars(select(Locality).order_by(Locality.id)))


@pytest.mark.each_database
def test_plain_table_is_read_and_read_again_changes_nothing() -> None:
    done = imported(data.places())
    assert (done.written, done.bad_count, done.of_census) == (117, 0, False)
    found = queries.around().gazetteer.look_up("Marienau").spot
    assert found is not None
    assert (found.lat, found.lon, found.municipality) == (52.108, 9.571, "Coppenbrügge")
    before = [(row.key, row.source) for row in rows()]
    imported(data.places())
    assert [(row.key, row.source) for row in rows()] == before
    assert [(source.source, source.licence, source.places) for source in queries.sources()] == [
        ("approximate", "", 95),
        ("GeoNames", "CC BY 4.0", 22),
    ]


@pytest.mark.each_database
def test_newer_file_changes_what_the_search_finds_at_once() -> None:
    imported(["name;lat;lon", "Neudorf;52.1;9.4"])
    first = queries.around().gazetteer
    assert queries.around().gazetteer is first
    imported(["name;lat;lon", "Neudorf;52.2;9.5"])
    spot = queries.around().gazetteer.look_up("Neudorf").spot
    assert spot is not None
    assert (spot.lat, len(rows())) == (52.2, 1)


@pytest.mark.each_database
def test_dump_of_geonames_gives_villages_their_municipality_and_day() -> None:
    lines = [
        dump(),
        line(DUMP, TOWN),
        dump(_7="PPLH", _0="1"),
        dump(_6="H", _0="2"),
        dump(_0="3", _4="48.1", _1="Weit"),
    ]
    done = imported(lines)
    assert (done.written, done.too_far) == (1, 1)
    (row,) = rows()
    assert (row.name, row.municipality, row.inhabitants, row.as_of) == ("Börry", "Emmerthal", 900, date(2020, 2, 3))
    assert (row.source, row.licence, row.origin, row.key) == ("GeoNames", "CC BY 4.0", "geonames", "2928751")


def test_name_with_a_quotation_mark_swallows_no_line() -> None:
    done = imported([dump(_1='Bör"ry'), dump(_0="2", _1="Frenke"), dump(_0="3", _1='"Ohr')])
    assert (done.written, done.bad_count) == (3, 0)


def test_postal_file_gives_postcodes() -> None:
    imported([line(POSTAL, {}), line(POSTAL, {1: "31863", 2: "Bessingen", 7: "Coppenbrügge"})], as_of=date(2026, 1, 2))
    assert [(row.key, row.kind, row.as_of) for row in rows()] == [
        ("31860 Börry", "postcode", date(2026, 1, 2)),
        ("31863 Bessingen", "postcode", date(2026, 1, 2)),
    ]
    spot = queries.around().gazetteer.look_up("31863").spot
    assert spot is not None
    assert spot.name == "Bessingen"


def test_german_table_is_read() -> None:
    imported(["\ufeffOrt;PLZ;Gemeinde;Breite;Länge;Einwohner", 'Börry;31860;Emmerthal;"52,049";9,463;1.200'])
    (row,) = rows()
    assert (row.name, row.postcode, row.lat, row.inhabitants) == ("Börry", "31860", 52.049, 1200)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("Börry;52.1", "columns"),
        (";52.1;9.4;;;;", "name"),
        ("Börry;52.1;9.4;hamlet;;;", "kind"),
        ("Börry;52.1;9.4;;3186;;", "postcode"),
        ("Börry;92.1;9.4;;;;", "position"),
        ("Börry;nan;9.4;;;;", "position"),
        ("Börry;1e1;9.4;;;;", "position"),
        ("Börry;52.1;9.4;;;viele;", "number"),
        ("Börry;52.1;9.4;;;-5;", "number"),
        ("Börry;52.1;9.4;;;;30.02.2026", "date"),
        (f"{'x' * 121};52.1;9.4;;;;", "name"),
        ("B\x00rry;52.1;9.4;;;;", "name"),
    ],
)
def test_bad_line_is_told_with_its_number_and_the_others_are_written(bad: str, why: str) -> None:
    done = imported(["# comment", "name;lat;lon;kind;postcode;inhabitants;date", bad, "Frenke;52.1;9.4;;;;"])
    assert [(told.number, told.why) for told in done.bad] == [(3, why)]
    assert [row.name for row in rows()] == ["Frenke"]


def test_of_many_bad_lines_the_first_are_told_and_all_are_counted() -> None:
    done = imported(["name;lat;lon", *["x"] * 1000, "Frenke;52.1;9.4"])
    assert (len(done.bad), done.bad_count, done.written) == (100, 1000, 1)


@pytest.mark.parametrize(
    "lines", [[], [""], ["# only this"], ["hello"], ["a;b;c", "1;2;3"], ["name;lat;lon"], ["\x00"]]
)
def test_file_that_is_none_is_refused(lines: list[str]) -> None:
    with pytest.raises(NotAPlacesFile):
        imported(lines)


def test_grid_of_the_census_is_cut_to_the_district_and_put_in_degrees() -> None:
    header = "GITTER_ID_1km;x_mp_1km;y_mp_1km;Einwohner;werterlaeuternde_Zeichen"
    near, far, wrong = "CRS;4276500;3221500;812;", "CRS;4076500;2721500;9;", "CRS;4276500;3222500;–;"
    done = imported([header, near, far, wrong])
    assert (done.of_census, done.written, done.too_far, done.bad_count) == (True, 1, 1, 1)
    (cell,) = db.session.scalars(select(PopulationCell))
    assert (cell.size_m, cell.inhabitants, cell.as_of) == (1000, 812, date(2022, 5, 15))
    assert (cell.lat, cell.lon) == pytest.approx((52.102, 9.350), abs=0.002)
    imported([header, near.replace("812", "813")])
    assert db.session.scalars(select(PopulationCell.inhabitants)).all() == [813]
    assert db.session.scalar(select(func.count()).select_from(Locality)) == 0
    assert queries.cells() == (1, 813)


def test_point_of_the_projection_s_own_example_is_met() -> None:
    assert to_degrees(3962799.45, 2999718.85) == pytest.approx((50.0, 5.0), abs=1e-7)
    assert to_degrees(4321000, 3210000) == (52.0, 10.0)


def test_command_tells_what_became_of_the_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_bytes("Ort;Breite;Länge\r\nBörry;52,05;9,46\r\nohne\r\n".encode("cp1252"))
    told = app.test_cli_runner().invoke(args=["places", "import", str(file)])
    assert told.exit_code == 0
    assert "1 places are in." in told.output
    assert "line 3: The number of columns" in told.output
    assert [row.name for row in rows()] == ["Börry"]
    refused = app.test_cli_runner().invoke(args=["places", "import", __file__])
    assert refused.exit_code == 1
    assert "No places were found" in refused.output
    assert "1\tCSV" in app.test_cli_runner().invoke(args=["places", "list"]).output
