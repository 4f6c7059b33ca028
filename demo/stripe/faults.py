"""What the fake is told to do wrong: each fault meets the next calls of its path, so many times."""

import threading
import time
from dataclasses import dataclass, field, fields
from typing import Any

from demo.stripe.refusals import wrong

WHEN = {"before", "after"}
WHATS = {"delay", "cut", "answer"}


@dataclass(frozen=True)
class Misdeed:
    """`what`: "delay" by `seconds`, "cut" the connection without an answer, or "answer" with `status` and `body`.
    `when`: "before" the work, which is then not done but after a delay, or "after" it, when it is done all the same."""

    what: str
    when: str = "before"
    path: str = "/v1/"
    method: str = "POST"
    seconds: float = 0.0
    status: int = 500
    body: str = "<html><body><h1>502 Bad Gateway</h1></body></html>"
    content_type: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)


class Faults:
    """The list of them, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._left: list[tuple[Misdeed, int]] = []
        self._lock = threading.Lock()

    def add(self, times: int = 1, **values: Any) -> None:
        """So many calls go wrong in this way; a Refusal for what is no fault."""
        unknown = values.keys() - {each.name for each in fields(Misdeed)}
        if unknown or values.get("what") not in WHATS or values.get("when", "before") not in WHEN:
            raise wrong("fault", f"There is no such fault: {sorted(values)}")
        with self._lock:
            self._left.append((Misdeed(**values), times))

    def clear(self) -> None:
        with self._lock:
            self._left.clear()

    def take(self, method: str, path: str) -> Misdeed | None:
        """The fault that meets this call, which is then one fewer."""
        with self._lock:
            for number, (fault, times) in enumerate(self._left):
                if fault.method in (method, "*") and path.startswith(fault.path):
                    self._left[number : number + 1] = [(fault, times - 1)] if times > 1 else []
                    return fault
        return None


def wait(fault: Misdeed | None, when: str) -> None:
    if fault is not None and fault.what == "delay" and fault.when == when:
        time.sleep(fault.seconds)
