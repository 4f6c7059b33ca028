"""What people see when something breaks on our side: a page, whatever else is broken."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core.access import PUBLIC, access
from core.db import db


@pytest.fixture
def broken(make_app: Callable[..., Flask]) -> FlaskClient:
    app = make_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @access(PUBLIC)
    def boom() -> str:
        raise RuntimeError("secret detail")

    @access(PUBLIC)
    def no_table() -> str:
        return str(db.session.execute(text("SELECT * FROM nowhere")).all())

    app.add_url_rule("/boom", "boom", boom)
    app.add_url_rule("/api/v1/boom", "api_boom", boom)
    app.add_url_rule("/no-table", "no_table", no_table)
    return app.test_client()


@pytest.mark.parametrize("path", ["/boom", "/no-table"])
def test_unexpected_error_shows_a_page_without_details(broken: FlaskClient, path: str) -> None:
    answer = broken.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code in {500, 503}
    assert "secret detail" not in answer.text
    assert "nowhere" not in answer.text
    assert '<main id="main"' in answer.text


@pytest.mark.one_database
def test_unexpected_error_in_the_api_is_a_problem(broken: FlaskClient) -> None:
    answer = broken.get("/api/v1/boom")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret detail" not in answer.text


@pytest.mark.one_database
def test_error_page_comes_as_text_when_its_template_breaks(broken: FlaskClient) -> None:
    broken.application.jinja_env.globals["asset"] = None  # what every page needs
    answer = broken.get("/boom")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
