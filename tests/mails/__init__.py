"""Every mail as it goes out, in both languages, read by people before it is kept below tests/golden/mails.

A mail more: make templates/email/NAME/{subject.txt,body.txt,body.html}, put an example of its context into the file of
its feature in tests/mails/contexts/ (a dict MAILS; any module there is found), look at the mail

    python -m tests.mails SHOWN      # all mails as HTML and text into the folder SHOWN; or SHOWN NAME … for some

and when it reads well keep it: `pytest tests/mails --update-golden`. One template may have several examples, called
NAME.VARIANT. An example with `_unsubscribe` (a path) shows that the mail says how to be rid of its kind, and one with
`_calendar` that it has a calendar part.
"""

import importlib
import pkgutil
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from core import outbox
from core.outbox import OutboxMail
from tests.mails import contexts

QUEUED = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ENDINGS = {"plain": "txt", "html": "html"}


def examples() -> dict[str, dict[str, Any]]:
    """All contexts by name; an AssertionError when two features call theirs the same."""
    found: dict[str, dict[str, Any]] = {}
    for module in pkgutil.iter_modules(contexts.__path__):
        mails = getattr(importlib.import_module(f"{contexts.__name__}.{module.name}"), "MAILS", {})
        assert not found.keys() & mails.keys(), f"{module.name}: there is another of this name"
        found |= mails
    return found


def rendered(name: str, locale: str) -> EmailMessage:
    """The mail that the outbox would send, inside an app context."""
    values = {"template": name.partition(".")[0], "context": examples()[name], "locale": locale}
    return outbox.render(OutboxMail(id=1, key="occasion", recipient="anna@example.org", created_at=QUEUED, **values))


def texts(message: EmailMessage) -> dict[str, str]:
    """What is kept as golden files, by the ending of the file."""
    found = {}
    for kind, ending in ENDINGS.items():
        part = message.get_body((kind,))
        assert part is not None
        found[ending] = f"Subject: {message['Subject']}\n\n{part.get_content()}"
    return found
