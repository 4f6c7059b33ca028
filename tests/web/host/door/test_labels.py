"""Labels: true to the millimetre, with the right code, and with whatever names people give their desks."""

from itertools import pairwise
from typing import Any

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.db import db
from core.transactions import transaction
from hubs.models import Space
from members.models import MemberRole
from tests.support import people
from tests.support.house import House, house
from tests.support.html import error_at, text
from tests.web.host.door import pdf
from web.host import label_pdf
from web.host.label_pdf import Label
from web.host.label_sheets import SHEETS

ADDRESS = "http://localhost/q/abcdefghjk"
PATH = "/host/coppenbruegge/labels"


def made(count: int, sheet: str = "3x8", first: int = 1, space: str = "Platz") -> list[pdf.Page]:
    labels = [Label(space, "Am Bahnhof", "Scan: check in or book", f"{ADDRESS}{n}") for n in range(count)]
    return pdf.read(label_pdf.make(labels, SHEETS[sheet], first, "Am Bahnhof"))


def code_at(page: pdf.Page, x: float, y: float, side: float) -> list[list[bool]]:
    """The squares that are dark in the code of this size whose quiet zone begins here."""
    modules = len(segno.make(f"{ADDRESS}0", error="m", micro=False, boost_error=False).matrix)
    unit = side / (modules + 8)
    squares = [[False] * modules for _ in range(modules)]
    for left, top, width, _height in page.rects:
        if x <= left <= x + side and y <= top <= y + side:
            column, row = round((left - x) / unit) - 4, round((top - y) / unit) - 4
            for n in range(round(width / unit)):
                squares[row][column + n] = True
    return squares


@pytest.mark.parametrize(
    ("sheet", "count", "first", "corners"),
    [
        ("3x8", 4, 1, [(0, 0.5), (70, 0.5), (140, 0.5), (0, 37.5)]),
        ("3x8", 2, 24, [(140, 259.5), (0, 0.5)]),
        ("2x7", 3, 2, [(106.25, 15.15), (4.65, 53.25), (106.25, 53.25)]),
        ("2x4", 2, 7, [(4.65, 216.2), (106.25, 216.2)]),
        ("a5", 2, 1, [(0, 0), (0, 0)]),
    ],
)
def test_labels_lie_where_the_paper_has_them(
    sheet: str, count: int, first: int, corners: list[tuple[float, float]]
) -> None:
    boxes = SHEETS[sheet].boxes(count, first)
    assert [(box.x, box.y) for box in boxes] == [pytest.approx(corner) for corner in corners]


@pytest.mark.parametrize("sheet", SHEETS)
def test_sheet_lies_in_the_middle_of_its_paper(sheet: str) -> None:
    one = SHEETS[sheet]
    last = one.boxes(one.per_page)[-1]
    assert last.x + last.width + one.left == pytest.approx(one.paper[0], abs=0.3)
    assert last.y + last.height + one.top == pytest.approx(one.paper[1], abs=0.3)


@pytest.mark.parametrize("sheet", SHEETS)
def test_all_that_is_drawn_lies_on_its_label(sheet: str) -> None:
    [page] = made(1, sheet)
    [box] = SHEETS[sheet].boxes(1)
    assert (page.width, page.height) == pytest.approx(SHEETS[sheet].paper, abs=0.01)
    assert min(x for x, *_ in page.rects) >= box.x
    assert max(x + width for x, _y, width, _h in page.rects) <= box.x + box.width
    assert max(y + height for _x, y, _w, height in page.rects) <= box.y + box.height
    assert all(box.x < x < box.x + box.width and box.y < y < box.y + box.height for x, y, _ in page.texts)


def test_code_in_the_pdf_is_the_code_of_the_address() -> None:
    """The squares that are drawn are those of an encoder that was asked anew; the address can be clicked too."""
    [page] = made(1, "2x7", first=2)
    [(x, y, address)] = page.links
    side = 38.1 - label_pdf.PADDING
    wanted = segno.make(f"{ADDRESS}0", error="m", micro=False, boost_error=False)
    assert address == f"{ADDRESS}0"
    assert (x, y) == pytest.approx((106.25 + 2, 15.15 + 2), abs=0.02)
    assert code_at(page, x, y, side) == [[bool(square) for square in row] for row in wanted.matrix]


def test_squares_are_large_enough_to_be_scanned() -> None:
    """A third of a millimetre is what a phone's camera reads from a hand's breadth; ours are larger on every paper."""
    for sheet in SHEETS:
        [page] = made(1, sheet)
        assert min(width for _x, _y, width, _h in page.rects) > 0.6, sheet


def test_label_says_what_it_is() -> None:
    [page] = made(1)
    assert page.words == ["Platz", "Am Bahnhof", "Scan: check in or book"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Café „ß“ – €", "Café „ß“ – €"),
        ("Platz \N{GRINNING FACE} 1", "Platz ? 1"),
        ("שלום (1) \\ )", "???? (1) \\ )"),
        ("e\u0301 \u202eabc\u200b", "é abc"),
        ("a\x00b\nc\td", "a b c d"),
        ("<script>", "<script>"),
        ("\ud800", ""),
    ],
)
def test_any_sign_can_be_typed(name: str, shown: str) -> None:
    [page] = made(1, space=name)
    assert page.words[:-2] == ([shown] if shown else [])


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize(
    "name", ["Schreibtisch am großen Fenster mit Blick in den Garten und zur Weser, Platz 1", "W" * 80]
)
def test_long_names_stay_on_the_label(sheet: str, name: str) -> None:
    [page] = made(1, sheet, space=name)
    [box] = SHEETS[sheet].boxes(1)
    words = "".join(page.words[:-2]).replace(" ", "").replace("-", "")
    assert words.startswith(name[:20].replace(" ", "").replace("-", ""))  # hyphens say where a word was cut
    assert all(box.y < y < box.y + box.height for _x, y, _text in page.texts)


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize(
    "name",
    [
        "Besprechungsraum",
        "Mehrgenerationenarbeitsplatz",
        "Donaudampfschifffahrtsgesellschaftskapitänskajüte",
        "Kreativ-Werkstatt-Arbeitsplatz",
        "Co-Working/Besprechungsraum",
        "Schreibtisch 12 am Südfenster",
    ],
)
def test_word_that_is_cut_says_so_by_a_hyphen(sheet: str, name: str) -> None:
    [page] = made(1, sheet, space=name)
    lines = [line for _x, _y, line in page.texts]
    title = lines[: next(n for n, line in enumerate(lines) if line.startswith("Am"))]
    for line, following in pairwise(title):
        is_whole = f"{line} {following.split()[0]}" in name or line.endswith(("-", "/"))
        assert is_whole, f"{line!r} | {following!r}"
    whole = "".join(title)
    assert whole.replace("-", "").replace(" ", "") == name.replace("-", "").replace(" ", "")


@pytest.mark.parametrize("name", ["Besprechungsraum", "Werkstattplatz", "Schreibtisch 12"])
def test_usual_word_becomes_smaller_before_it_is_cut(name: str) -> None:
    [page] = made(1, "3x8", space=name)
    lines = [line for _x, _y, line in page.texts]
    assert any(name.split()[0] in line for line in lines)


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    made = house(app, name="Am Bahnhof")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=anna, role="host", hub_slug="coppenbruegge"))
    return made


@pytest.fixture
def host(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def codes(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return {row.name: row.qr_code for row in db.session.execute(select(Space.name, Space.qr_code))}


def test_pdf_has_the_chosen_spaces(app: Flask, host: FlaskClient, home: House) -> None:
    chosen = [home.spaces["Platz 1"], home.spaces["Platz 3"]]
    answer = host.get(f"{PATH}.pdf", query_string={"space": chosen, "size": "2x4", "first": "3"})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    [page] = pdf.read(answer.data)
    known = codes(app)
    assert [address for *_, address in page.links] == [
        f"http://localhost/q/{known['Platz 1']}",
        f"http://localhost/q/{known['Platz 3']}",
    ]
    assert page.words[:2] == ["Platz 1", "Am Bahnhof"]


def test_pdf_without_a_choice_has_all_spaces(host: FlaskClient, home: House) -> None:
    [page] = pdf.read(host.get(f"{PATH}.pdf").data)
    assert len(page.links) == 3


@pytest.mark.parametrize(
    ("query", "field", "error"),
    [
        ("size=3x8&first=1", "space", "at least one"),
        ("space={one}&size=9x9&first=1", "size", ""),
        ("space={one}&size=2x7&first=15", "first", "14 labels"),
        ("space={one}&size=2x7&first=0", "first", "14 labels"),
        ("space={one}&size=2x7&first=x", "first", ""),
        ("space=999999&size=2x7&first=1", "space", ""),
    ],
)
def test_wrong_choice_leads_back_to_the_form(
    host: FlaskClient, home: House, query: str, field: str, error: str
) -> None:
    query = query.format(one=home.spaces["Platz 1"])
    answer = host.get(f"{PATH}.pdf?{query}")
    assert (answer.status_code, answer.location) == (303, f"{PATH}?{query}")
    shown = error_at(host.get(answer.location), field)
    assert shown
    assert error in shown


def test_space_without_a_code_gets_one_by_a_post_alone(app: Flask, host: FlaskClient, home: House) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(Space).where(Space.name == "Platz 2").values(qr_code=None))
    before = codes(app)
    assert "no code yet" in text(host.get(PATH))
    host.get(f"{PATH}.pdf")
    assert codes(app) == before
    assert host.post(f"{PATH}/codes").status_code == 303
    after = codes(app)
    assert after["Platz 2"]
    assert {name: after[name] for name in ("Platz 1", "Platz 3")} == {
        name: before[name] for name in ("Platz 1", "Platz 3")
    }


def test_new_code_makes_the_old_label_lead_nowhere(app: Flask, host: FlaskClient, home: House) -> None:
    before = codes(app)["Platz 1"]
    host.post(f"{PATH}/codes", data={"space": home.spaces["Platz 1"]})
    after = codes(app)
    assert after["Platz 1"] != before
    assert host.get(f"/q/{before}").status_code == 404
    assert host.get(f"/q/{after['Platz 1']}").status_code == 200


def test_space_of_another_hub_gets_no_new_code(app: Flask, host: FlaskClient, home: House) -> None:
    other = house(app, slug="anderswo", spaces=("Tisch",))
    before = codes(app)
    host.post(f"{PATH}/codes", data={"space": other.spaces["Tisch"]})
    assert codes(app) == before


def test_hub_without_spaces_says_so(app: Flask, client: FlaskClient, anna: int) -> None:
    house(app, spaces=())
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=anna, role="host", hub_slug="coppenbruegge"))
    people.log_in(client)
    assert client.get(PATH).status_code == 200
    assert client.get(f"{PATH}.pdf").status_code == 303
