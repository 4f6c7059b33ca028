"""What the fake knows: objects in Stripe's own form, each of an account, in the order in which they were made.

In memory, and in a file when there is one: a demo that is started again still knows its payments. Whoever reads or
writes holds `lock`.
"""

import json
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.clock import now
from demo.stripe.refusals import missing

Obj = dict[str, Any]
"""An object of Stripe's, as JSON has it."""
PREFIXES = {
    "checkout.session": "cs_test_",
    "payment_intent": "pi_",
    "charge": "ch_",
    "refund": "re_",
    "dispute": "du_",
    "event": "evt_",
    "balance_transaction": "txn_",
    "webhook_endpoint": "we_",
}
KEY_SECONDS = 24 * 3600
"""After so long Stripe may forget an idempotency key."""


@dataclass
class State:
    """`objects` by id. `owners`: the account of each, "" for the platform's own. `keys`: what was answered to which
    idempotency key. `secrets` of the webhook endpoints by their ids: shown once, and several while one is being
    replaced. `wanted`: what each session was made of, for its page. `url`: of the fake."""

    file: Path | None = None
    url: str = ""
    objects: dict[str, Obj] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Obj] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict)
    wanted: dict[str, Obj] = field(default_factory=dict)
    offset: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> int:
        """The fake's own clock, in seconds since 1970: a lever moves it."""
        return int(now().timestamp()) + self.offset

    def add(self, kind: str, owner: str, **values: Any) -> Obj:
        """A new object of that kind with an id of its own; it belongs to the account."""
        id = PREFIXES[kind] + secrets.token_hex(12)
        made = {"id": id, "object": kind, "created": self.now(), "livemode": False, **values}
        self.objects[id], self.owners[id] = made, owner
        return made

    def get(self, kind: str, id: str, owner: str, param: str = "id") -> Obj:
        """The object; a Refusal when there is none of that kind in the account."""
        found = self.objects.get(id)
        if found is None or found["object"] != kind or self.owners[id] != owner:
            raise missing(kind, id, param)
        return found

    def owner_of(self, id: str) -> str:
        """Whose the object is; for who has no account to name, such as the page."""
        return self.owners.get(id, "")

    def all_of(self, kind: str, owner: str) -> list[Obj]:
        """The account's objects of that kind, the newest first."""
        found = [each for id, each in self.objects.items() if each["object"] == kind and self.owners[id] == owner]
        return found[::-1]

    def remove(self, id: str) -> None:
        del self.objects[id], self.owners[id]
        self.secrets.pop(id, None)

    def prune_keys(self, older_than: int = KEY_SECONDS) -> int:
        """Forget idempotency keys of at least that age in seconds; how many."""
        old = [name for name, kept in self.keys.items() if self.now() - kept["at"] >= older_than]
        for name in old:
            del self.keys[name]
        return len(old)

    def save(self) -> None:
        """Into the file, all or nothing."""
        if self.file is None:
            return
        done = {name: kept for name, kept in self.keys.items() if "answer" in kept}
        kept = {"objects": self.objects, "owners": self.owners, "keys": done, "secrets": self.secrets}
        kept["wanted"] = self.wanted
        fresh = self.file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(kept))
        fresh.replace(self.file)

    def load(self) -> None:
        """What the file holds; one that cannot be read is as none: it is a demo."""
        try:
            kept = json.loads(self.file.read_text()) if self.file else {}
            self.objects, self.owners = kept["objects"], kept["owners"]
            self.keys, self.secrets, self.wanted = kept["keys"], kept["secrets"], kept["wanted"]
        except (OSError, ValueError, KeyError):
            return
