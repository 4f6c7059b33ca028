"""The mails to those whose booking had to give way. How they read: see tests/mails."""

from typing import Any

import pytest
from flask import Flask

from tests.support.booking_mails import rendered

MORE: dict[str, Any] = {
    "kind": "desk",
    "old_space": "Platz 1",
    "village": "Coppenbrügge",
    "phone": "030 23125-106",
    "day": "2026-11-25",
    "start": "09:00",
    "end": "11:00",
}


@pytest.mark.one_database
@pytest.mark.parametrize("template", ["booking-cancelled-by-hub", "booking-moved-by-hub"])
def test_hostile_reasons_stay_texts(app: Flask, template: str) -> None:
    message = rendered(app, template, "en", **MORE, cause="closed", reason="<b>x</b> & 50 %(y)s")

    page = message.get_body(("html",)).get_content()
    assert "<b>x" not in page
    assert "&lt;b&gt;x&lt;/b&gt; &amp; 50 %(y)s" in page
    assert "<b>x</b> & 50 %(y)s" in message.get_body(("plain",)).get_content()
