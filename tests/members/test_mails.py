"""Mails as they go out. The golden files are read by people in both languages before they are kept."""

from typing import Any

import pytest
from flask import Flask

from core import outbox
from core.clock import now
from core.outbox import OutboxMail
from tests.support import people
from tests.support.mail import links_of

CONTEXTS: dict[str, dict[str, Any]] = {
    "confirm-signup": {"token": "TOKEN"},
    "already-member": {"next": "/bookings/new?hub=coppenbruegge&kind=desk"},
    "reset-password": {"token": "TOKEN"},
    "no-account": {},
    "password-changed": {},
    "idle-account": {"ends_at": "2028-11-24T03:30:00+00:00"},
}


@pytest.mark.one_database
@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("template", CONTEXTS)
def test_mail_reads_as_it_was_approved(app: Flask, golden: Any, template: str, locale: str) -> None:
    moment = now()
    mail = OutboxMail(
        key="occasion",
        id=1,
        recipient="anna@example.org",
        locale=locale,
        template=template,
        context=CONTEXTS[template],
        created_at=moment,
    )
    with app.app_context():
        message = outbox.render(mail)
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part
        text = f"Subject: {message['Subject']}\n\n{part.get_content()}"
        golden.check(f"mails/{template}.{locale}.{'txt' if kind == 'plain' else 'html'}", text)


def test_mails_arrive_and_their_link_works(server: Any, smtp: Any, open_page: Any) -> None:
    page = open_page(server, locale="en", javascript=False)
    page.goto("/signup?next=/hubs")
    page.get_by_label("Your name").fill("Anna Muster")
    page.get_by_label("E-mail address").fill("anna@example.org")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    server.flask("jobs", "once", "outbox")
    mail = smtp.wait(lambda m: m["To"] == "anna@example.org")
    page.goto(links_of(mail)[0])
    page.get_by_role("button", name="Confirm and go on").click()
    assert page.url == f"{server.url}/hubs"
    page.goto("/profile")
    assert page.get_by_role("heading", name="Anna Muster").is_visible()
