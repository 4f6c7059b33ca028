"""The fake as one thing: what it knows, how it tells, what it is told to do wrong."""

from dataclasses import dataclass, field
from typing import Any

from demo.stripe import events
from demo.stripe.deliveries import Deliveries, Letter, post
from demo.stripe.faults import Faults
from demo.stripe.state import State


@dataclass
class Fake:
    """`refund_outcomes`: how the next refunds go ("succeeded", "pending", "failed"), the first first; later ones
    succeed."""

    state: State
    faults: Faults = field(default_factory=Faults)
    refund_outcomes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self._post)

    def _post(self, letter: Letter) -> int:
        with self.state.lock:
            known: dict[str, Any] = self.state.objects
            if letter.event not in known or letter.endpoint not in known:
                return 0
            body = events.written(self.state, known[letter.event], known[letter.endpoint])
            header, url = events.signature(self.state, body, letter.endpoint), known[letter.endpoint]["url"]
        return post(url, body, header)
