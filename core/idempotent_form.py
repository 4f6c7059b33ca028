"""A form that is sent twice (double click, reload, bad line) does its work once and leads to the same page."""

import json
from collections.abc import Callable
from typing import Any

from core import idempotency
from core.tokens import digest


def submit_once(form_key: str, wish: dict[str, Any], work: Callable[[], str]) -> str:
    """Where `work` leads (a path); for the same key and the same wish, where it led the first time.

    Of two requests at once the second waits until the first is committed or undone. When `work` raises, the request
    is rolled back and the key is free again. The wish belongs to the key because a page that is gone back to still
    has its old key: what is then sent with other values is something new. Without a key the work is simply done.
    """
    if not form_key:
        return work()
    key = f"form:{digest(form_key + json.dumps(wish, sort_keys=True, default=str))}"
    if not idempotency.claim(key):
        return idempotency.body_of(key)
    path = work()
    idempotency.store(key, 303, "text/uri-list", path)
    return path
