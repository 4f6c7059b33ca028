"""Requests that come at the same moment, as threads of one process with a connection each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from core.transactions import transaction
from members import actions, queries
from tests.support import people
from tests.support.people import EMAIL, PASSWORD

FORM = {"name": "Anna Muster", "email": EMAIL, "password": PASSWORD}


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    barrier = Barrier(count)

    def run(i: int) -> Any:
        barrier.wait()
        return work(i)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_same_address_signed_up_at_once_is_one_account(app: Flask) -> None:
    answers = at_once(5, lambda _: app.test_client().post("/signup", data=FORM).status_code)
    assert answers == [303] * 5
    assert len(people.rows(app)["member"]) == 1
    alive = [app.test_client().get(_path(mail)).status_code for mail in people.mails(app)]
    assert alive.count(200) == 1


def test_confirmation_pressed_several_times_at_once_logs_in_once(app: Flask) -> None:
    app.test_client().post("/signup", data=FORM)
    path, form = people.mailed_path(app), {"password": PASSWORD}
    answers = at_once(6, lambda _: app.test_client().post(path, data=form).status_code)
    assert answers == [303] * 6
    assert len(people.rows(app)["login_session"]) == 1


def test_reset_link_used_at_once_sets_one_password(app: Flask) -> None:
    people.add(app)
    app.test_client().post("/password/forgot", data={"email": EMAIL})
    path = people.mailed_path(app)

    def reset(i: int) -> int:
        return app.test_client().post(path, data={"password": f"Nebel über dem Ith {i}"}).status_code

    answers = at_once(4, reset)
    assert sorted(answers) == [303, 410, 410, 410]
    winner = f"Nebel über dem Ith {answers.index(303)}"
    assert people.log_in(app.test_client(), password=winner).status_code == 303


def test_no_login_session_outlives_a_password_change_at_the_same_moment(app: Flask) -> None:
    """Logins with the old password race with its change: whoever came first, nobody is in with it afterwards."""
    people.add(app)
    with app.app_context():
        seen = queries.check_credentials(EMAIL, PASSWORD)

    def work(i: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    if i == 0:
                        actions.change_password(credentials=seen, password_hash="$argon2id$new", keep_secret=None)
                    else:
                        actions.log_in(credentials=seen, device=str(i))
            except actions.WrongCredentials:
                return "refused"
        return "done"

    answers = at_once(8, work)
    assert answers[0] == "done"
    assert people.rows(app)["login_session"] == []


def _path(mail: Any) -> str:
    from tests.support.mail import links_of

    return links_of(mail)[0].removeprefix("http://localhost")
