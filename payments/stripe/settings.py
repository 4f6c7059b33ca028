"""How Stripe is reached: from the settings, or in the demo from the fake that runs beside the site."""

import fcntl
import json
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask

from core.settings import Settings

ADDRESS_FILE = "stripe-address"
"""In the instance folder; locked by the fake as long as it runs (`demo.stripe.address`)."""
WEBHOOK_PATH = "/payments/webhook"
"""Where Stripe tells us what has happened."""
DEMO_KEY = "sk_test_demo"


class StripeSettings(NamedTuple):
    """`webhook_secrets`: several while one is being replaced, and one more for connected accounts.
    `api_base`: "" for Stripe's own."""

    secret_key: str
    webhook_secrets: tuple[str, ...]
    api_base: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the key moves real money."""
        return "_live_" in self.secret_key

    @property
    def page_origin(self) -> str:
        """Where the page is on which people pay."""
        parts = urlsplit(self.api_base)
        return f"{parts.scheme}://{parts.netloc}" if self.api_base else "https://checkout.stripe.com"


def stripe_settings(app: Flask) -> StripeSettings | None:
    """What is set, else in the demo the fake that runs at this moment; None when there is no Stripe."""
    settings: Settings = app.extensions["settings"]
    if settings.stripe_secret_key:
        secrets = tuple(settings.stripe_webhook_secret.split(","))
        return StripeSettings(settings.stripe_secret_key, secrets, settings.stripe_api_base.rstrip("/"))
    return _of_the_fake(settings.instance_dir / ADDRESS_FILE) if settings.is_demo else None


def _of_the_fake(file: Path) -> StripeSettings | None:
    """None when it does not run: then nobody holds the lock, whatever the file says."""
    try:
        with file.open() as kept:
            if not _is_locked(kept.fileno()):
                return None
            told = json.load(kept)
            return StripeSettings(DEMO_KEY, (told["webhook_secret"],), told["address"])
    except (OSError, ValueError):  # there is none, or it is being written
        return None


def _is_locked(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
