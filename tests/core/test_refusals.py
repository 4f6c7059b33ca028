"""What was refused leaves nothing behind, and its page says why, with the error's status and headers."""

import re

import pytest
from flask import Flask, Response
from sqlalchemy import func, select

from core.db import WriteRefused, db
from core.errors import DomainError, TooManyAttempts, TryAgain
from core.refusals import page_again, when_refused
from hubs.models import Municipality
from tests.support.processes import ROOT


class Sold(DomainError):
    code, status = "sold", 410


def _write() -> None:
    db.session.add(Municipality(key="03252000", name="Neudorf", lat=52, lon=9))
    db.session.flush()


def _written() -> int:
    return db.session.execute(
        select(func.count()).select_from(Municipality).where(Municipality.key == "03252000")
    ).scalar_one()


def _refused(error: DomainError, page: object = None) -> Response:
    @when_refused(lambda error, name: page or f"{name}: {error.code}, {_written()} written")
    def buy(name: str) -> str:
        _write()
        assert _written() == 1
        raise error

    answer = buy("Anna")
    assert isinstance(answer, Response)
    return answer


def test_refused_is_undone_and_its_page_reads_anew(app: Flask) -> None:
    with app.test_request_context():
        answer = _refused(Sold())
    assert (answer.status_code, answer.get_data(as_text=True)) == (410, "Anna: sold, 0 written")


def test_headers_of_the_error_go_along(app: Flask) -> None:
    with app.test_request_context():
        answers = [
            _refused(TooManyAttempts(retry_after=90), page) for page in ("page", ("page", 409), Response("page"))
        ]
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [
        (429, "90"), (409, "90"), (200, "90"),
    ]  # fmt: skip


def test_what_goes_is_left_alone(app: Flask) -> None:
    @when_refused(lambda error, name: "page")
    def buy(name: str) -> str:
        _write()
        return f"{name}: {_written()} written"

    with app.test_request_context():
        assert buy(name="Anna") == "Anna: 1 written"


def test_other_errors_go_on(app: Flask) -> None:
    @when_refused(lambda error: "page", by=(TryAgain, TooManyAttempts))
    def buy() -> str:
        raise Sold

    with app.test_request_context(), pytest.raises(Sold):
        buy()


def test_form_without_a_named_error_is_shown_again_as_wrong(app: Flask) -> None:
    with app.test_request_context():
        _write()
        answer = page_again(lambda: f"{_written()} written")
    assert (answer.status_code, answer.get_data(as_text=True)) == (422, "0 written")


def test_page_of_a_refusal_writes_nothing(app: Flask) -> None:
    def page() -> str:
        _write()
        return "page"

    with app.test_request_context(), pytest.raises(WriteRefused):
        page_again(page)


def test_there_is_one_way_to_answer_a_refusal() -> None:
    sources = [
        path for path in ROOT.glob("[a-z]*/**/*.py") if path.parts[len(ROOT.parts)] not in {"tests", "node_modules"}
    ]
    users = {str(path.relative_to(ROOT)) for path in sources if re.search(r"\bafter_refusal\b", path.read_text())}
    assert users == {"core/transactions.py", "core/refusals.py"}
