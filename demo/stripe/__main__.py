"""`python -m demo.stripe`: the fake Stripe as a process of its own. Its options are told by `--help`."""

import argparse
import contextlib
import ctypes
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path

from demo.stripe import events, sessions
from demo.stripe.address import Told, telling
from demo.stripe.fake import Fake
from demo.stripe.server import FakeServer
from demo.stripe.state import State

PR_SET_PDEATHSIG = 1  # prctl(2)
TICK_SECONDS = 1
SETTLE_SECONDS = 60
"""After so long what was paid by a delayed method has arrived."""


def main(arguments: list[str] | None = None) -> None:
    """Run until somebody ends it, or the process that began it ends (`--parent`)."""
    asked = _parser().parse_args(arguments)
    if asked.parent:
        _end_with(asked.parent)
    state = State(asked.state)
    state.load()
    server = FakeServer(Fake(state), asked.port, has_levers=asked.levers)
    told = Told(state.url, f"whsec_{secrets.token_urlsafe(24)}")
    if asked.webhook:
        events.register(state, asked.webhook, told.webhook_secret)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    with telling(asked.address_file, told) if asked.address_file else contextlib.nullcontext():
        _serve(server)


def _serve(server: FakeServer) -> None:
    server.fake.deliveries.start()
    threading.Thread(target=_tick, args=(server.fake,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever(poll_interval=0.1)
    server.server_close()
    server.fake.deliveries.stop()


def _tick(fake: Fake) -> None:
    """What happens by itself: sessions end, what was paid by a delayed method arrives."""
    while True:
        time.sleep(TICK_SECONDS)
        with fake.state.lock:
            sessions.expire_due(fake)
            for session in sessions.delayed(fake, begun_before=fake.state.now() - SETTLE_SECONDS):
                sessions.settle_delayed(fake, session, succeeds=True)


def _end_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we had asked to be told
        sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo.stripe", description="A fake Stripe: it takes no money.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    parser.add_argument("--address-file", type=Path, help="where to tell the address, as long as it runs")
    parser.add_argument("--state", type=Path, help="file that keeps what it knows; else it forgets")
    parser.add_argument("--webhook", help="address of the site to which events are posted")
    parser.add_argument("--parent", type=int, help="process with which it ends")
    parser.add_argument("--levers", action="store_true", help="let tests make things happen, below /_test/")
    return parser


if __name__ == "__main__":
    main()
