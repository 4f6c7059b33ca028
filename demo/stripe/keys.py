"""Idempotency keys: the same call with the same key is answered as the first time, and its work is done once.

Kept is what succeeded. What was refused may be tried again with the key: the fake refuses only before its work begins,
and that Stripe does not keep either."""

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

from demo.stripe.refusals import Refusal
from demo.stripe.state import Obj, State

LONGEST = 255


class Reply(NamedTuple):
    """What is sent back."""

    status: int
    body: Obj
    is_replayed: bool = False


def begin(state: State, owner: str, key: str, path: str, body: Obj) -> Reply | None:
    """The answer of the first time; None when this is it, and the key is then in use until `finish`.

    A Refusal when that call is still at work (409), or was another one (400, `idempotency_error`).
    """
    if len(key) > LONGEST:
        raise Refusal(400, "Idempotency keys are at most 255 characters long.", kind="idempotency_error")
    same, name = _fingerprint(path, body), _name(owner, key)
    kept = state.keys.get(name)
    if kept is None:
        state.keys[name] = {"same": same, "at": state.now()}
        return None
    if kept["same"] != same:
        said = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        raise Refusal(400, said, kind="idempotency_error")
    if "answer" not in kept:
        said = "There is currently another in-progress request using this Idempotent Key."
        raise Refusal(409, said, kind="idempotency_error", code="idempotency_key_in_use")
    return Reply(kept["status"], kept["answer"], is_replayed=True)


def finish(state: State, owner: str, key: str, work: Callable[[], Obj]) -> Reply:
    """Do the work and keep what came of it; what its parameters forbid frees the key again."""
    name = _name(owner, key)
    try:
        reply = Reply(200, work())
    except Refusal as refusal:
        del state.keys[name]
        return Reply(refusal.status, refusal.body)
    except BaseException:
        del state.keys[name]
        raise
    state.keys[name] |= {"status": reply.status, "answer": reply.body}
    return reply


def _name(owner: str, key: str) -> str:
    return f"{owner}/{key}"


def _fingerprint(path: str, body: Obj) -> str:
    return hashlib.sha256(f"{path} {json.dumps(body, sort_keys=True)}".encode()).hexdigest()
