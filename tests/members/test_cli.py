from typing import Any

import pytest
from flask import Flask

from core.db import db
from core.transactions import transaction
from members import queries
from tests.support import people
from tests.support.people import EMAIL, PASSWORD


@pytest.fixture
def run(app: Flask) -> Any:
    return lambda *args: app.test_cli_runner().invoke(args=["members", *args])


@pytest.fixture
def hub(app: Flask) -> str:
    from hubs.models import Hub, Municipality
    from hubs.operators import actions as operator_actions

    with app.app_context(), transaction():
        town = Municipality(key="03252002", name="Coppenbrügge", lat=52.1, lon=9.5)
        db.session.add(town)
        db.session.flush()
        place = {"village": "Coppenbrügge", "municipality_key": "03252002", "lat": 52.1, "lon": 9.5}
        place["operator_id"] = operator_actions.of_municipality(town).id
        db.session.add(Hub(slug="coppenbruegge", name="Alte Bank", opening_hours="Mo-Fr 08:00-18:00", **place))
    return "coppenbruegge"


def roles(app: Flask) -> list[tuple[str, str | None]]:
    with app.app_context():
        member = queries.member_by_email(EMAIL)
        assert member
        return sorted(((r.role, r.hub_slug) for r in member.roles), key=str)


def test_added_member_can_log_in_at_once(app: Flask, run: Any) -> None:
    result = run("add", " Anna@Example.org", "--name", "Anna", "--password", PASSWORD)
    assert result.exit_code == 0, result.output
    assert people.log_in(app.test_client()).status_code == 303


def test_without_password_a_random_one_is_printed_once(app: Flask, run: Any) -> None:
    password = run("add", EMAIL).output.rpartition("Password: ")[2].strip()
    assert people.log_in(app.test_client(), password=password).status_code == 303
    assert "Password" not in run("add", EMAIL).output
    assert people.log_in(app.test_client(), password=password).status_code == 303


def test_known_address_is_updated_with_what_is_given_only(app: Flask, run: Any, hub: str) -> None:
    run("add", EMAIL, "--name", "Anna", "--password", PASSWORD, "--role", f"host:{hub},admin")
    assert roles(app) == [("admin", None), ("host", hub)]
    assert run("add", EMAIL, "--role", f"reviewer,host:{hub}").exit_code == 0
    assert roles(app) == [("host", hub), ("reviewer", None)]
    assert people.member(app).name == "Anna"
    assert people.log_in(app.test_client()).status_code == 303
    run("add", EMAIL, "--name", "Anna Neu")
    assert roles(app) == [("host", hub), ("reviewer", None)]
    run("add", EMAIL, "--role", "member")
    assert roles(app) == []


def test_same_command_twice_changes_nothing(app: Flask, run: Any) -> None:
    command = ["add", EMAIL, "--name", "Anna", "--role", "admin,admin"]
    run(*command)
    before = people.rows(app)
    assert run(*command).exit_code == 0
    assert people.rows(app) == before


def test_unknown_hub_is_explained_and_nothing_is_written(app: Flask, run: Any) -> None:
    result = run("add", EMAIL, "--role", "host:nowhere")
    assert result.exit_code == 1
    assert "host:nowhere" in result.output
    assert people.rows(app)["member"] == []


@pytest.mark.parametrize("arguments", [["nobody"], [EMAIL, "--role", "boss"], [EMAIL, "--name", ""]])
def test_wrong_input_is_explained_without_a_traceback(app: Flask, run: Any, arguments: list[str]) -> None:
    result = run("add", *arguments)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert people.rows(app)["member"] == []


def test_weak_password_is_taken_from_the_operator_with_a_warning(app: Flask, run: Any) -> None:
    result = run("add", EMAIL, "--password", "demo")
    assert "Warning" in result.stderr
    assert people.log_in(app.test_client(), password="demo").status_code == 303


def test_new_password_ends_login_sessions(app: Flask, run: Any) -> None:
    people.add(app)
    client = app.test_client()
    people.log_in(client)
    run("add", EMAIL, "--password", "another long one")
    assert not people.is_logged_in(client)


def test_token_stands_alone_on_a_line_and_works(app: Flask, run: Any) -> None:
    people.add(app)
    result = run("token", EMAIL)
    assert result.stdout.count("\n") == 1
    with app.app_context():
        found = queries.member_by_token(result.stdout.strip())
        assert found
        assert found.email == EMAIL


@pytest.mark.parametrize("command", ["token", "deactivate"])
def test_command_for_nobody_is_explained(run: Any, command: str) -> None:
    result = run(command, EMAIL)
    assert result.exit_code == 1
    assert EMAIL in result.output


def test_deactivated_member_is_out_and_add_brings_back(app: Flask, run: Any) -> None:
    people.add(app)
    client = app.test_client()
    people.log_in(client)
    assert run("deactivate", EMAIL).exit_code == 0
    assert not people.is_logged_in(client)
    run("add", EMAIL)
    assert people.log_in(client).status_code == 303
