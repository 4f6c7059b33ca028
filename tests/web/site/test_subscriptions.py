"""The page behind “no more of these mails” once they are off: it says so, and leads back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from members import links
from tests.support import people
from tests.web.site.unsubscribing import SOON, path_of

ASKS = "Yes, switch off"
AGAIN = "Switch on again"


@pytest.mark.parametrize("kind", links.UNSUBSCRIBABLE)
def test_link_says_that_it_is_done_already(app: Flask, client: FlaskClient, kind: str) -> None:
    people.add(app, remind_hours_before=4)
    client.get("/?lang=en")
    path = path_of(app, kind)
    assert ASKS in client.get(path).text
    ended = client.post(path).text
    assert "Done: this is now switched off" in ended
    again = client.get(path).text
    assert "already switched off" in again
    for page in (ended, again):
        assert ASKS not in page
        assert AGAIN in page
        assert 'href="/profile/mails"' in page


@pytest.mark.parametrize("kind", links.UNSUBSCRIBABLE)
def test_they_can_be_switched_on_again(app: Flask, client: FlaskClient, csrf: None, kind: str) -> None:
    """Reminders as they are at first; what others were chosen stays."""
    people.add(app, remind_hours_before=4)
    client.get("/?lang=en")
    client.post(path_of(app, "digest"))
    client.post(path_of(app, kind))
    assert "again" in client.post(f"{path_of(app, kind)}/undo").text
    member = people.member(app)
    assert member.muted == ([] if kind == "digest" else ["digest"])
    assert (member.remind_day_before, member.remind_hours_before) == (True, None if kind == "reminder" else 4)
    assert ASKS in client.get(path_of(app, kind)).text


def test_nothing_changes_for_who_gets_them_anyway(app: Flask, client: FlaskClient) -> None:
    people.add(app, remind_day_before=False, remind_hours_before=2)
    before = people.rows(app)
    assert client.post(f"{path_of(app, 'reminder')}/undo").status_code == 200
    assert people.rows(app) == before


def test_page_only_looks(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    path = path_of(app, "reminder")
    assert client.get(f"{path}/undo").status_code == 405
    answer = client.get(path)
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_dead_links_switch_nothing_on(app: Flask, client: FlaskClient) -> None:
    path = path_of(app, "digest", member_id=people.add(app, created_at=SOON, muted=["digest"]))
    assert client.get(path).status_code == 410
    assert client.post(f"{path}/undo").status_code == 410
    assert client.post(f"{path[:-1]}/undo").status_code == 404
    assert people.member(app).muted == ["digest"]


def test_words_fit_the_kind(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    client.get("/?lang=en")
    assert "decide about your bookings" in client.get(path_of(app, "reminder")).text
    page = client.get(path_of(app, "digest")).text
    assert "your bookings" not in page
    assert "emails that need you as a host" in page
