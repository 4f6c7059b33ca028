"""Make the pictures of the README from the running demo: `make shots`."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.programs import chromium, free_port

ROOT = Path(__file__).resolve().parent.parent
SIZE = {"width": 1200, "height": 1350}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = start(folder, port)
        try:
            wait_until_up(f"http://127.0.0.1:{port}/healthz")
            take(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def start(folder: str, port: int) -> "subprocess.Popen[bytes]":
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/shots.db",
        "INSTANCE_DIR": folder,
        "PORT": str(port),
        "ENV": "demo",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "serve"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)


def take(site: str) -> None:
    day = next_working_day()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--lang=de"],
            env={**os.environ, "LANGUAGE": "de"},
        )
        picture(browser, f"{site}/?near=Coppenbrügge&date={day}", "start.png")
        picture(browser, f"{site}/hubs/coppenbruegge/days/{day}", "day-plan.png")
        browser.close()


def picture(browser: Browser, url: str, name: str) -> None:
    page = browser.new_page(viewport=SIZE, locale="de-DE")
    page.goto(url)
    page.screenshot(path=ROOT / "docs" / name)
    page.close()


def next_working_day() -> str:
    day = datetime.now(UTC).date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat()


def wait_until_up(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The site did not start within a minute.")


if __name__ == "__main__":
    main()
