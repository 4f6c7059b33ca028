"""The day plan's table says each state in words, leads to the booking form, and stays small."""

import re
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace as Thing

from tests.templates import rendering
from web.site.day_plan_rows import PlanRow, Run

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)


def test_free_run_links_to_booking_and_names_the_space() -> None:
    html = render(row("Platz 3", run("free", 2, "9–10 Uhr", "/bookings/new?from=09:00&to=10:00")))
    assert 'href="/bookings/new?from=09:00&to=10:00&space=3"' in unescape(html)
    assert 'aria-label="Platz 3, free 9–10 Uhr"' in html


def test_taken_run_is_said_in_words_and_leads_nowhere() -> None:
    html = render(row("Platz 3", run("taken", 4, "9–11 Uhr", None)))
    assert "<i>taken 9–11 Uhr</i>" in html
    assert "<a" not in body(html)


def test_narrow_run_keeps_its_words_for_hearing() -> None:
    assert re.search(r"<i class=lr-slim>taken 9–9:30 Uhr</i>", render(row("P", run("taken", 1, "9–9:30 Uhr", None))))


def test_hostile_space_name_is_harmless() -> None:
    html = render(row('"><script>alert(1)</script>', run("free", 2, "9–10 Uhr", "/x")))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_runs_fill_each_row_as_wide_as_the_header() -> None:
    html = render(row("P", run("past", 1, "9–9:30 Uhr", None), run("free", 3, "9:30–11 Uhr", "/x")))
    head, rows = html.split("<tbody>")
    assert spans(head.split("<thead>")[1]) - 1 == spans(rows) == 4  # one column of the head is that of the names


def test_closed_day_shows_the_note_and_no_table() -> None:
    html = render(closed=True)
    assert "<table" not in html
    assert "Betriebsruhe" in html


def test_two_hundred_rows_cost_few_bytes_a_run() -> None:
    runs = [run("free", 1, "9–9:30 Uhr", "/bookings/new?space=1&from=09:00&to=09:30")] * 4
    many = len(render(*[row("Platz", *runs)] * 200))
    few = len(render(row("Platz", *runs)))
    assert (many - few) / (199 * 4) < 220


def render(*rows: PlanRow, closed: bool = False) -> str:
    plan = Thing(
        columns=[Thing(label="9", span=2, columns=2), Thing(label="10", span=2, columns=2)],
        widths=[(30, 4)],
        rows=rows,
        prev_url=None,
        next_url="/next",
        is_closed=closed,
        has_past=any(run.state == "past" for row in rows for run in row.runs),
        note="Betriebsruhe" if closed else None,
    )
    source = '{% from "_macros/day_plan.html" import day_plan %}{{ day_plan(plan, "Mi.") }}'
    return rendering().from_string(source).render(plan=plan)


def row(name: str, *runs: Run) -> PlanRow:
    return PlanRow(3, name, "desk", (), list(runs))


def run(state: str, span: int, label: str, url: str | None) -> Run:
    return Run(state, span, NOON, NOON, label, url, span)


def body(html: str) -> str:
    return html.split("<tbody>")[1].split("</tbody>")[0]


def spans(html: str) -> int:
    cells = re.findall(r"<(?:td|th scope=\"col\")[^>]*>", html)
    return sum(int(found[1]) if (found := re.search(r"colspan=(\d+)", cell)) else 1 for cell in cells)
