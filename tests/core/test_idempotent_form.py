"""A form that is sent twice."""

from typing import Any

import pytest
from flask import Flask, g

from core.db import db
from core.idempotent_form import submit_once
from core.text import one_line
from members.models import Member
from tests.support import people


@pytest.fixture
def caller(app: Flask) -> Any:
    """A request of a logged-in member."""
    number = people.add(app)
    with app.test_request_context():
        g._login_user = db.session.get_one(Member, number)
        yield number
        db.session.rollback()


def works() -> Any:
    paths = iter(["/first", "/second", "/third"])
    return lambda: next(paths)


def test_same_form_leads_where_it_led(caller: int) -> None:
    work = works()

    assert [submit_once("key", {"a": 1}, work) for _ in range(3)] == ["/first"] * 3


@pytest.mark.parametrize(("key", "wish"), [("other", {"a": 1}), ("key", {"a": 2}), ("", {"a": 1})])
def test_other_form_is_something_new(caller: int, key: str, wish: dict[str, int]) -> None:
    work = works()
    submit_once("key", {"a": 1}, work)

    assert submit_once(key, wish, work) == "/second"


def test_form_without_key_works_each_time(caller: int) -> None:
    work = works()

    assert [submit_once("", {}, work), submit_once("", {}, work)] == ["/first", "/second"]


def test_key_of_a_refused_form_is_free_again(caller: int) -> None:
    def refuse() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        submit_once("key", {}, refuse)
    db.session.rollback()

    assert submit_once("key", {}, works()) == "/first"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a  b ", "a b"),
        ("a\r\nb", "a b"),
        ("a\x00b", "a b"),
        ("a\u2028b", "a b"),
        (None, ""),
        ("Grüße 🏡", "Grüße 🏡"),
    ],
)
def test_text_comes_to_one_line(typed: str | None, kept: str) -> None:
    assert one_line(typed) == kept
