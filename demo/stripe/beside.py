"""The fake beside the demo's site: a process that `serve` begins, unless there is a real Stripe, and ends."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from core.settings import ROOT, Settings
from payments.stripe.settings import ADDRESS_FILE, WEBHOOK_PATH

STATE_FILE = "stripe-state.json"
SECONDS_TO_END = 5


@contextmanager
def running(app: Flask, host: str) -> Iterator[None]:
    """Meanwhile the fake runs, in the demo and only without STRIPE_SECRET_KEY; `host` is where the site listens."""
    settings: Settings = app.extensions["settings"]
    if not settings.is_demo or settings.stripe_secret_key:
        yield
        return
    ours = os.getpid()
    child = subprocess.Popen(_command(settings, host), cwd=ROOT, env={}, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        if os.getpid() == ours:  # a worker that ends comes by here too, and leaves it to the others
            _end(child)


def _command(settings: Settings, host: str) -> list[str]:
    folder = settings.instance_dir.absolute()
    reached = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    webhook = f"http://{reached}:{settings.port}{WEBHOOK_PATH}"
    command = [sys.executable, "-m", "demo.stripe", "--parent", str(os.getpid()), "--webhook", webhook]
    return [*command, "--address-file", str(folder / ADDRESS_FILE), "--state", str(folder / STATE_FILE)]


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
