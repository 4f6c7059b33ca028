"""The mail to hosts about a booking in a busy time (see also tests/mails), and the job."""

import pytest
from flask import Flask

from core import jobs
from tests.support.booking_mails import rendered

FACTS = ("name", "person", "calendar_name", "space")
EVIL = "<script>alert(1)</script>\r\nBcc: all@example.org"


@pytest.mark.one_database
def test_what_people_typed_stays_text(app: Flask) -> None:
    message = rendered(app, "calendar-conflict", "en", **dict.fromkeys(FACTS, EVIL))
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert "<script>" not in message.get_body(("html",)).get_content()


@pytest.mark.one_database
def test_job_is_registered(app: Flask) -> None:
    assert jobs.registry(app)["imports"].every_seconds == 60
