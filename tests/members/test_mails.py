"""Mails about an account arrive, and their links work. How they read: see tests/mails."""

from typing import Any

from tests.support import people
from tests.support.mail import links_of


def test_mails_arrive_and_their_link_works(server: Any, smtp: Any, open_page: Any) -> None:
    page = open_page(server, locale="en", javascript=False)
    page.goto("/signup?next=/hubs")
    page.get_by_label("Your name").fill("Anna Muster")
    page.get_by_label("Email address").fill("anna@example.org")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="Check your inbox").wait_for()
    server.flask("jobs", "once", "outbox")
    mail = smtp.wait(lambda m: m["To"] == "anna@example.org")
    page.goto(links_of(mail)[0])
    page.get_by_role("button", name="Confirm and continue").click()
    assert page.url == f"{server.url}/hubs"
    page.goto("/profile")
    assert page.get_by_role("heading", name="Anna Muster").is_visible()
