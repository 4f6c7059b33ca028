"""To become a host by a mailed link: once, in time, and only for whom it was sent to."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.transactions import transaction
from hubs.models import Hub
from hubs.people import host_actions
from hubs.people.errors import LastHost
from hubs.queries import any_hub
from tests.support import people
from tests.support.hosts import appoint
from tests.support.house import NOW, House
from tests.support.two_hubs import HERE, THERE, hosts

INVITE = f"/host/{HERE}/people/invitations"
NEW = "nele@example.org"


def invite(client: FlaskClient, email: str = NEW) -> Any:
    return client.post(INVITE, data={"email": email})


def link(app: Flask) -> str:
    return people.mailed_path(app)


def test_invited_person_becomes_host_by_one_click(app: Flask, hanna: FlaskClient, browser_of: Any) -> None:
    people.add(app, NEW, "Nele Neu")
    assert invite(hanna).status_code == 303
    (mail,) = people.mails(app)
    assert mail["To"] == NEW
    nele = browser_of(NEW)
    assert nele.get(f"/host/{HERE}/people").status_code == 404
    assert 'method="post"' in nele.get(link(app)).text
    assert hosts(app) == {"hanna@example.org"}, "a GET only shows the button"
    answer = nele.post(link(app))
    assert (answer.status_code, answer.location) == (303, f"/host/{HERE}/today")
    assert hosts(app) == {"hanna@example.org", NEW}
    assert nele.get(f"/host/{HERE}/people").status_code == 200


def test_secret_is_kept_as_a_digest_only(app: Flask, hanna: FlaskClient) -> None:
    invite(hanna)
    secret = link(app).rsplit("/", 1)[1]
    found = people.rows(app)["host_invitation"]
    assert found
    assert secret not in str(found)


def test_link_works_once(app: Flask, hanna: FlaskClient, browser_of: Any) -> None:
    people.add(app, NEW, "Nele Neu")
    invite(hanna)
    path, nele = link(app), browser_of(NEW)
    nele.post(path)
    assert nele.post(path).location == f"/host/{HERE}/today", "a double click leads to the same page"
    number = people.member(app, NEW).id
    with app.app_context(), transaction():
        host_actions.remove(hub=_hub(), member_id=number)
    assert nele.post(path).status_code == 410
    assert hosts(app) == {"hanna@example.org"}


def test_another_account_cannot_use_the_link(app: Flask, hanna: FlaskClient, browser_of: Any) -> None:
    people.add(app, "egon@example.org", "Egon")
    invite(hanna)
    egon = browser_of("egon@example.org")
    page = egon.get(link(app))
    assert "egon@example.org" in page.text
    assert NEW not in page.text
    assert egon.post(link(app)).status_code == 403
    assert hosts(app) == {"hanna@example.org"}


def test_link_of_one_hub_opens_no_other(app: Flask, hanna: FlaskClient, browser_of: Any) -> None:
    people.add(app, NEW, "Nele Neu")
    invite(hanna)
    nele = browser_of(NEW)
    assert nele.post(link(app).replace(HERE, THERE)).status_code == 410
    assert hosts(app, THERE) == {"fritz@example.org"}


def test_visitor_is_sent_to_log_in_and_back(app: Flask, hanna: FlaskClient) -> None:
    invite(hanna)
    client = app.test_client()
    page = client.get(link(app)).text
    assert f"/login?next={link(app)}" in page
    assert f"/signup?next={link(app)}" in page
    assert client.post(link(app)).location.startswith("/login?next=/invitations/host/")


def test_who_signs_up_with_the_address_comes_back_to_the_invitation(app: Flask, hanna: FlaskClient) -> None:
    invite(hanna)
    path, client = link(app), app.test_client()
    data = {"name": "Nele Neu", "email": NEW, "password": people.PASSWORD, "next": path}
    client.post("/signup", data=data)
    answer = client.post(people.mailed_path(app))
    assert answer.location == path
    assert client.post(path).status_code == 303
    assert NEW in hosts(app)


@pytest.mark.parametrize(("days", "status"), [(13.9, 200), (14.1, 410)])
def test_link_is_too_old_after_two_weeks(
    app: Flask, hanna: FlaskClient, browser_of: Any, tuesday: Any, days: float, status: int
) -> None:
    people.add(app, NEW, "Nele Neu")
    invite(hanna)
    tuesday.move_to(NOW + timedelta(days=days))
    nele = browser_of(NEW)
    assert nele.get(link(app)).status_code == status
    assert (nele.post(link(app)).status_code == 303) == (status == 200)


def test_withdrawn_invitation_says_so(app: Flask, hanna: FlaskClient, browser_of: Any) -> None:
    people.add(app, NEW, "Nele Neu")
    invite(hanna)
    (action,) = set(re.findall(r"/host/\S+/withdrawal", hanna.get(f"/host/{HERE}/people/hosts").text))
    assert hanna.post(action).status_code == 303
    nele = browser_of(NEW)
    assert nele.get(link(app)).status_code == 410
    assert nele.post(link(app)).status_code == 410
    assert hanna.post(action).status_code == 404


def test_new_invitation_ends_the_older_one(app: Flask, hanna: FlaskClient, browser_of: Any) -> None:
    people.add(app, NEW, "Nele Neu")
    invite(hanna)
    old = link(app)
    invite(hanna, f" {NEW.upper()} ")
    nele = browser_of(NEW)
    assert nele.get(old).status_code == 410
    assert nele.get(link(app)).status_code == 200


def test_answer_is_the_same_whether_or_not_the_address_has_an_account(app: Flask, hanna: FlaskClient) -> None:
    people.add(app, NEW, "Nele Neu")
    answers = []
    for email in (NEW, "nobody@example.org"):
        answer = invite(hanna, email)
        page = hanna.get(f"/host/{HERE}/people/hosts").text
        answers.append((answer.status_code, answer.location, page.count(email)))
    assert answers[0] == answers[1]
    assert "Nele Neu" not in hanna.get(f"/host/{HERE}/people/hosts").text


@pytest.mark.parametrize("email", ["", "no address", "hanna@example.org"])
def test_bad_or_known_address_keeps_what_was_typed(app: Flask, hanna: FlaskClient, email: str) -> None:
    answer = invite(hanna, email)
    assert answer.status_code == 422
    assert f'value="{email}"' in answer.text
    assert people.mails(app) == []


def test_other_hubs_invitation_cannot_be_withdrawn(
    app: Flask, hanna: FlaskClient, browser_of: Callable[[str], FlaskClient]
) -> None:
    invite(hanna)
    number = people.rows(app)["host_invitation"][0][0]
    fritz = browser_of("fritz@example.org")
    assert fritz.post(f"/host/{THERE}/people/invitations/{number}/withdrawal").status_code == 404
    assert len(people.rows(app)["host_invitation"]) == 1


def test_wrong_link_says_the_same_whether_or_not_there_is_such_a_hub(app: Flask, hub: House) -> None:
    client = app.test_client()
    answers = [client.get(f"/invitations/host/{slug}/{'x' * 43}") for slug in (HERE, "nirgendwo", "ä%00")]
    assert [answer.status_code for answer in answers] == [410, 410, 410]


def test_nobodys_mailbox_is_flooded(app: Flask, hanna: FlaskClient) -> None:
    answers = [invite(hanna).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert len(people.mails(app)) == 5


def test_last_host_stays(app: Flask, hanna: FlaskClient) -> None:
    me = people.member(app, "hanna@example.org").id
    answer = hanna.post(f"/host/{HERE}/people/hosts/{me}/removal")
    assert answer.status_code == 409
    assert hosts(app) == {"hanna@example.org"}


def test_host_leaves_and_is_out_at_once(app: Flask, hanna: FlaskClient) -> None:
    appoint(app, people.add(app, NEW, "Nele Neu"), HERE)
    me = people.member(app, "hanna@example.org").id
    assert hanna.post(f"/host/{HERE}/people/hosts/{me}/removal").location == "/"
    assert hosts(app) == {NEW}
    assert hanna.get(f"/host/{HERE}/people").status_code == 404


def test_account_that_is_switched_off_does_not_count_as_a_host_who_stays(app: Flask, hub: House) -> None:
    appoint(app, people.add(app, NEW, "Nele Neu", is_active=False), HERE)
    me = people.member(app, "hanna@example.org").id
    with app.app_context(), pytest.raises(LastHost):
        host_actions.remove(hub=_hub(), member_id=me)


def test_page_offers_to_remove_whom_the_hub_can_do_without(app: Flask, hanna: FlaskClient) -> None:
    me, gone = people.member(app, "hanna@example.org").id, people.add(app, NEW, "Nele Neu", is_active=False)
    appoint(app, gone, HERE)
    page = hanna.get(f"/host/{HERE}/people/hosts").text
    assert [f"hosts/{host}/removal" in page for host in (me, gone)] == [False, True]
    appoint(app, people.add(app, "olga@example.org", "Olga Offen"), HERE)
    assert f"hosts/{me}/removal" in hanna.get(f"/host/{HERE}/people/hosts").text


def test_no_host_of_another_hub_is_removed_from_here(app: Flask, hanna: FlaskClient) -> None:
    fritz = people.member(app, "fritz@example.org").id
    assert hanna.post(f"/host/{HERE}/people/hosts/{fritz}/removal").status_code == 404
    assert hosts(app, THERE) == {"fritz@example.org"}


def _hub() -> Hub:
    hub = any_hub(HERE)
    assert hub is not None
    return hub
