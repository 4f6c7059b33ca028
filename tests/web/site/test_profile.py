import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from members import limits
from tests.support import people
from tests.support.people import EMAIL, PASSWORD

NEW = "fünf graue Gänse rufen"


@pytest.fixture
def anna(app: Flask, client: FlaskClient) -> FlaskClient:
    people.add(app, locale="en")
    people.log_in(client)
    client.get("/?lang=en")
    return client


def another_device(app: Flask) -> FlaskClient:
    client = app.test_client()
    people.log_in(client)
    return client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/profile"),
        ("POST", "/profile"),
        ("GET", "/profile/password"),
        ("POST", "/profile/password"),
        ("POST", "/profile/sessions/end-others"),
        ("POST", "/profile/sessions/abc/end"),
        ("POST", "/profile/tokens"),
        ("POST", "/profile/tokens/1/revocation"),
    ],
)
def test_visitor_is_asked_to_log_in(client: FlaskClient, method: str, path: str) -> None:
    assert client.open(path, method=method).location.startswith("/login")


def test_name_and_language_are_changed_in_profile_and_cookie(app: Flask, anna: FlaskClient) -> None:
    answer = anna.post("/profile", data={"name": " Anna  Neu ", "language": "de"})
    assert answer.location == "/profile"
    assert (people.member(app).name, people.member(app).locale) == ("Anna Neu", "de")
    assert anna.get_cookie("lang").value == "de"
    assert '<html lang="de">' in anna.get("/profile").text


@pytest.mark.parametrize("form", [{"name": "", "language": "de"}, {"name": "A", "language": "fr"}, {"name": "x" * 121}])
def test_wrong_profile_is_refused_and_kept_on_the_page(app: Flask, anna: FlaskClient, form: dict[str, str]) -> None:
    answer = anna.post("/profile", data=form)
    assert answer.status_code == 422
    assert "Please check your entries" in answer.text
    assert people.member(app).name == "Anna Muster"


def test_password_change_asks_for_the_old_one(app: Flask, anna: FlaskClient) -> None:
    answer = anna.post("/profile/password", data={"old": "wrong", "password": NEW})
    assert answer.status_code == 422
    assert "not your current password" in answer.text
    assert people.log_in(app.test_client()).status_code == 303


def test_password_change_ends_all_other_sessions_and_keeps_this_one(app: Flask, anna: FlaskClient) -> None:
    other = another_device(app)
    assert anna.post("/profile/password", data={"old": PASSWORD, "password": NEW}).location == "/profile"
    assert people.is_logged_in(anna)
    assert not people.is_logged_in(other)
    assert people.log_in(other).status_code == 422
    assert people.log_in(other, password=NEW).status_code == 303
    assert people.mails(app)[-1]["Subject"] == "Your password was changed"


def test_password_change_keeps_tokens_and_the_profile_says_so(app: Flask, anna: FlaskClient) -> None:
    assert "Tokens for programs stay valid" not in anna.get("/profile").text
    secret = make_token(anna)
    assert "Tokens for programs stay valid" in anna.get("/profile").text
    anna.post("/profile/password", data={"old": PASSWORD, "password": NEW})
    assert _member_of(app, secret) == EMAIL


@pytest.mark.usefixtures("one_window")
def test_old_password_cannot_be_guessed_by_whoever_found_the_device(anna: FlaskClient) -> None:
    form = {"old": "wrong", "password": NEW}
    assert [anna.post("/profile/password", data=form).status_code for _ in range(11)] == [422] * 10 + [429]


def test_one_device_is_logged_out_from_another(app: Flask, anna: FlaskClient) -> None:
    other = another_device(app)
    paths = re.findall(r'action="(/profile/sessions/\w+/end)"', anna.get("/profile").text)
    assert len(paths) == 1  # this device has no such button
    assert anna.post(paths[0]).status_code == 303
    assert not people.is_logged_in(other)
    assert people.is_logged_in(anna)
    assert anna.post(paths[0]).status_code == 404


def test_session_of_another_member_cannot_be_ended(app: Flask, anna: FlaskClient) -> None:
    people.add(app, "bert@example.org")
    bert = app.test_client()
    people.log_in(bert, email="bert@example.org")
    path = _session_id(app, "bert@example.org")
    assert anna.post(f"/profile/sessions/{path}/end").status_code == 404
    assert people.is_logged_in(bert)


@pytest.mark.parametrize("odd", ["%00", "x" * 3000, "..", "%FF"])
def test_odd_session_id_is_not_found(anna: FlaskClient, odd: str) -> None:
    assert anna.post(f"/profile/sessions/{odd}/end").status_code == 404


def test_log_out_everywhere_else(app: Flask, anna: FlaskClient) -> None:
    others = [another_device(app), another_device(app)]
    anna.post("/profile/sessions/end-others")
    assert people.is_logged_in(anna)
    assert not any(people.is_logged_in(other) for other in others)


def test_token_is_shown_once_and_kept_as_digest(app: Flask, anna: FlaskClient) -> None:
    secret = make_token(anna)
    assert secret not in anna.get("/profile").text
    assert "My calendar" in anna.get("/profile").text
    assert all(secret not in map(str, row) for row in people.rows(app)["api_token"])


def test_token_opens_the_api_until_it_is_revoked(app: Flask, anna: FlaskClient) -> None:
    secret = make_token(anna)
    assert _member_of(app, secret) == EMAIL
    path = re.search(r'action="(/profile/tokens/\d+/revocation)"', anna.get("/profile").text)
    assert path
    assert anna.post(path[1]).status_code == 303
    assert _member_of(app, secret) is None


def test_token_ends_with_the_account(app: Flask, anna: FlaskClient) -> None:
    from core.transactions import transaction
    from members import actions

    secret = make_token(anna)
    with app.app_context(), transaction():
        actions.deactivate(member_id=people.member(app).id)
    assert _member_of(app, secret) is None
    people.add(app)
    assert _member_of(app, secret) is None


def test_cookie_counts_for_nothing_in_the_api(app: Flask, anna: FlaskClient) -> None:
    assert _member_of(app, None, anna) is None


@pytest.mark.parametrize("number", ["1", "2147483648", "99999999999999999999", "-1", "x"])
def test_token_that_is_not_mine_is_not_found(anna: FlaskClient, number: str) -> None:
    assert anna.post(f"/profile/tokens/{number}/revocation").status_code == 404


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_token_without_a_name_is_refused_at_its_field(app: Flask, anna: FlaskClient, name: str) -> None:
    answer = anna.post("/profile/tokens", data={"token_name": name})
    assert answer.status_code == 422
    assert "token_name-error" in answer.text
    assert people.rows(app)["api_token"] == []


def test_number_of_tokens_is_limited(anna: FlaskClient) -> None:
    for _ in range(limits.MAX_TOKENS):
        make_token(anna)
    answer = anna.post("/profile/tokens", data={"token_name": "one more"})
    assert answer.status_code == 422
    assert "revoke one first" in answer.text


def test_pages_of_a_member_are_not_kept_by_the_browser(anna: FlaskClient) -> None:
    assert anna.get("/profile").headers["Cache-Control"] == "no-store"


def test_roles_are_shown(app: Flask, anna: FlaskClient) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["members", "add", EMAIL, "--role", "reviewer,admin"]).exit_code == 0
    page = anna.get("/profile").text
    assert "District" in page
    assert "Administration" in page


def test_host_reads_the_names_of_hubs(app: Flask, anna: FlaskClient, statements: list[str]) -> None:
    def queries_of_profile() -> int:
        statements.clear()
        assert anna.get("/profile").status_code == 200
        return len(statements)

    names = {"alte-bank": "Alte Bank", "dorfladen": "Dorfladen <Mitte>", "pfarrhaus": "Pfarrhaus"}
    before = queries_of_profile()
    _make_hubs(app, names)
    _let_host(app, ["alte-bank"])
    assert queries_of_profile() == before + 1
    _let_host(app, list(names))
    assert queries_of_profile() == before + 1
    page = anna.get("/profile").text
    assert "Alte Bank" in page
    assert "Dorfladen &lt;Mitte&gt;" in page
    assert "alte-bank" not in page


def _make_hubs(app: Flask, names: dict[str, str]) -> None:
    from core.db import db
    from core.transactions import transaction
    from hubs.models import Hub, Municipality
    from hubs.operators import actions as operator_actions

    place = {"village": "Coppenbrügge", "municipality_key": "03252002", "lat": 52.1, "lon": 9.5}
    with app.app_context(), transaction():
        town = Municipality(key="03252002", name="Coppenbrügge", lat=52.1, lon=9.5)
        db.session.add(town)
        db.session.flush()
        place["operator_id"] = operator_actions.of_municipality(town).id
        for slug, name in names.items():
            db.session.add(Hub(slug=slug, name=name, opening_hours="Mo-Fr 08:00-18:00", **place))


def _let_host(app: Flask, slugs: list[str]) -> None:
    role = ",".join(f"host:{slug}" for slug in slugs)
    assert app.test_cli_runner().invoke(args=["members", "add", EMAIL, "--role", role]).exit_code == 0


def make_token(client: FlaskClient) -> str:
    answer = client.post("/profile/tokens", data={"token_name": "My calendar"})
    found = re.search(r"<code>([\w-]{43})</code>", answer.text)
    assert found, answer.text
    return found[1]


def _member_of(app: Flask, secret: str | None, client: FlaskClient | None = None) -> str | None:
    """Who the API takes the caller for."""
    from flask_login import current_user

    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    if client:
        headers["Cookie"] = f"session={client.get_cookie('session').value}"
    with app.test_request_context("/api/v1/bookings", headers=headers):
        email: str | None = getattr(current_user, "email", None)
        return email


def _session_id(app: Flask, email: str) -> Any:
    member_id = people.member(app, email).id
    return next(row[0] for row in people.rows(app)["login_session"] if row[1] == member_id)
