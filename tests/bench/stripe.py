"""The made-up Stripe of the demo beside the bench, as a process of its own whose work is not counted."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.processes import ROOT, python
from tests.support.programs import ending_with_us, free_port

MANY = 1_000_000
KEY, SECRET = "sk_test_of_the_bench", "whsec_of_the_bench"


class Stripe:
    """It answers at `url`, at once or after a while."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    @property
    def settings(self) -> dict[str, str]:
        """Environment of a site that asks it."""
        return {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET, "STRIPE_API_BASE": self.url}

    def answer_after(self, seconds: float) -> None:
        """From now on each call takes so long; 0: none waits."""
        self._pull("no-faults")
        if seconds:
            self._pull("fault", what="delay", seconds=seconds, times=MANY)

    def wait(self, seconds: float = 30) -> None:
        """Until it answers; the OSError of the last try after so long."""
        until = time.monotonic() + seconds
        while True:
            try:
                return self._pull("reset")
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _pull(self, lever: str, **asked: object) -> None:
        request = urllib.request.Request(f"{self.url}/_test/{lever}", json.dumps(asked).encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).close()


@contextmanager
def running() -> Iterator[Stripe]:
    port = free_port()
    command = [*ending_with_us("TERM"), *python("-m", "demo.stripe", "--port", str(port), "--levers")]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    try:
        stripe = Stripe(port)
        stripe.wait()
        yield stripe
    finally:
        process.terminate()
        process.wait(10)
