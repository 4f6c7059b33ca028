"""What the site answers with HTML: pages as each kind of person sees them, forms sent back, errors."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Flask, render_template

from demo.inductions import WORKSHOP
from tests.support import sitemap
from tests.support.processes import ROOT

PEOPLE = {
    "visitor": None,
    "member": sitemap.MEMBER,
    "host": sitemap.HOST,
    "reviewer": "district@example.org",
    "admin": "admin@example.org",
}
ERRORS = sorted(path.stem for path in (ROOT / "templates/errors").glob("[!_]*.html"))
FOR_MAIL_PROGRAMS = "demo.html"
"""The HTML of a mail is no page of the site: see tests/mails."""


class Form(NamedTuple):
    """A form that is sent by a person with values that cannot be."""

    person: str
    path: str
    data: dict[str, str]


def pages(app: Flask, person: str, language: str | None = None) -> dict[str, str]:
    """What the site answers to each GET with HTML, by address."""
    samples, client = sitemap.prepare(app), client_of(app, person)
    asked = {"Accept-Language": language} if language else {}
    found = {}
    for endpoint, addresses in sitemap.addresses(app, samples).items():
        for address in addresses if endpoint != FOR_MAIL_PROGRAMS else ():
            answer = client.get(address, headers=asked)
            if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
                found[address] = answer.text
    assert len(found) > 20
    return found


def new_pages(app: Flask) -> Iterator[tuple[str, dict[str, str]]]:
    """Each kind of person, and the pages whose main part nobody before has seen."""
    seen: set[str] = set()
    for person in PEOPLE:
        found = {address: text for address, text in pages(app, person).items() if content(text) not in seen}
        seen.update(content(text) for text in found.values())
        yield person, found


def forms_sent_back(app: Flask, language: str) -> dict[str, str]:
    """Forms with errors, by what was sent. What is sent here is never taken: an AssertionError names what was."""
    found, taken = {}, []
    clients = {person: client_of(app, person) for person in PEOPLE}
    for person, path, data in wrong_forms(sitemap.prepare(app)):
        answer = clients[person].post(path, data=data, headers={"Accept-Language": language})
        found[f"POST {path} {data}"] = answer.text
        taken += [f"{person} could send {data} to {path}: {answer.status}"] if answer.status_code < 400 else []
    assert not taken, "\n".join(taken)
    return found


def odd_questions(app: Flask, language: str) -> dict[str, str]:
    """Pages that are asked for with what they cannot understand."""
    found = {}
    for person, path in ODD:
        answer = client_of(app, person).get(path, headers={"Accept-Language": language})
        assert answer.mimetype == "text/html", path
        found[f"GET {path}"] = answer.text
    return found


ODD = [
    ("visitor", "/?near=%3Cb%3E%22&date=x&part=range&from=99:00&to=abc&kind=zzz&feature=%3Cb%3E"),
    ("visitor", "/?date=4.12.&part=range&from=9&to=12.30"),
    ("visitor", "/hubs?municipality=%3Cb%3E"),
    ("visitor", f"/hubs/{sitemap.HUB}/days?date=x"),
    ("visitor", f"/hubs/{sitemap.HUB}/days/2026-13-45"),
    ("visitor", "/bookings/new?space=x&date=x&from=y&to=%22"),
    ("member", f"/bookings/new?hub={sitemap.HUB}&kind=room&date=1.1.&from=9&to=%22"),
    ("host", f"/host/{sitemap.HUB}/today?date=x"),
    ("host", f"/host/{sitemap.HUB}/week?date=x"),
    ("host", f"/host/{sitemap.HUB}/bookings/new?date=%22&from=1&to=2"),
    ("host", f"/host/{sitemap.HUB}/people?q=%3Cb%3E%22"),
    ("host", f"/trainer/{WORKSHOP}/inductions/1?q=%3Cb%3E%22"),
    ("host", f"/host/{sitemap.HUB}/hours?opening_hours=%3Cb%3E"),
    ("host", f"/host/{sitemap.HUB}/figures?week=x&from=%22"),
    ("reviewer", "/district?from=x&to=%22"),
]
HOSTILE = "\"'><b>x</b>&amp;<!--]]>"


def wrong_forms(samples: Any) -> list[Form]:
    desk, host = samples.space, f"/host/{sitemap.HUB}"
    wrong = {"name": HOSTILE * 20, "email": HOSTILE, "title": HOSTILE * 40, "date": HOSTILE, "from": "25:99", "to": "x"}
    return [
        Form("visitor", "/login", {"email": HOSTILE, "password": HOSTILE}),
        Form("visitor", "/signup", {"email": HOSTILE, "name": "", "password": "x"}),
        Form("visitor", "/password/forgot", {"email": HOSTILE}),
        Form("visitor", "/accessibility/feedback", {"text": "", "email": HOSTILE}),
        Form("visitor", "/withdrawal", {"name": "", "email": HOSTILE, "code": HOSTILE}),
        Form("member", f"/q/{samples.code}/booking", {"end": HOSTILE}),
        Form("member", "/bookings", {"space": str(desk), **wrong}),
        Form("member", f"/bookings/{samples.booking}/edit", wrong),
        Form("member", f"/bookings/{samples.proposal}/acceptance", {"price": HOSTILE}),
        Form("member", "/profile", {"name": "", "locale": "xx"}),
        Form("member", "/profile/password", {"old": "x", "new": "y"}),
        Form("member", "/profile/tokens", {"name": ""}),
        Form("host", "/host/new", wrong),
        Form("host", f"{host}/hub", wrong),
        Form("host", f"{host}/spaces", {"kind": HOSTILE, "count": "x", "prefix": HOSTILE}),
        Form("host", f"{host}/spaces/{desk}", wrong),
        Form("host", f"{host}/spaces/{desk}/rules", {"max_minutes": HOSTILE, "grid_minutes": "7"}),
        Form("host", f"{host}/rules", {"max_minutes": HOSTILE, "grid_minutes": "7"}),
        Form("host", f"{host}/prices", {"desk-hour_cents": HOSTILE}),
        Form("host", f"{host}/hours", {"opening_hours": HOSTILE}),
        Form("host", f"{host}/closures", wrong),
        Form("host", f"{host}/blockings", wrong),
        Form("host", f"{host}/calendars", wrong),
        Form("host", f"{host}/pictures", wrong),
        Form("host", f"{host}/plan", {f"x-{desk}": HOSTILE, "columns": "x", "rows": "y"}),
        Form("host", f"{host}/door-signs", {"pin": HOSTILE}),
        Form("host", f"{host}/bookings", wrong),
        Form("host", f"{host}/today/walk-in", {"space": "x", "end": "y"}),
        Form("host", f"{host}/today/message", {"subject": "", "text": ""}),
        Form("host", f"{host}/today/faults/{desk}", {"reason": "", "until": "x"}),
        Form("host", f"{host}/people/members", {"email": HOSTILE}),
        Form("host", f"{host}/quotas", {"most": "x", "unit": HOSTILE, "kind": HOSTILE, "group": HOSTILE}),
        Form("host", f"{host}/questions", {"text": HOSTILE, "kind": "choice", "choices": HOSTILE}),
        Form("host", f"{host}/questions/{samples.question}", {"text": "", "kind": HOSTILE}),
        Form("host", f"{host}/inductions", wrong | {"valid": HOSTILE, "months": "x", "spaces": HOSTILE}),
        Form("host", f"{host}/inductions/{samples.induction}", {"name": "", "until_date": HOSTILE}),
        Form("host", f"{host}/inductions/{samples.induction}/trainers", {"email": HOSTILE}),
        Form("host", f"/trainer/{sitemap.HUB}/inductions/{samples.induction}/grants", {"member": HOSTILE}),
        Form("host", f"{host}/people/invitations", {"email": HOSTILE}),
        Form("host", f"{host}/people/{samples.person}/restriction", {"until": HOSTILE}),
    ]


def client_of(app: Flask, person: str) -> Any:
    client = app.test_client()
    if email := PEOPLE[person]:
        sitemap.log_in(client, email)
    return client


def content(text: str) -> str:
    """The main part, without what is new each time."""
    return re.sub(r'name="(csrf_token|form_key)"[^>]*>', "", text.partition("<main")[2].partition("</main>")[0])


def error_page(app: Flask, name: str, language: str = "de") -> str:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        app.preprocess_request()
        return render_template(f"errors/{name}.html", text="Das geht gerade nicht.", retry_after=90)
