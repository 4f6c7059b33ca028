"""Fifty files of people who mean ill, sent to the real site: each refused or made harmless, and memory stays small."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from demo.accounts import DEMO_PASSWORD
from tests.support import picture_files

pytestmark = pytest.mark.one_database
HUB = "coppenbruegge"
MOST_MEMORY = 300 * 1024
"""In kB, as the kernel tells it: the most that a process ever had at once."""
FINE = {
    *("script-behind.jpg", "script-behind.png", "script-behind.webp", "archive-behind.jpg"),
    *("animated.webp", "animated.png", "position.jpg", "position.png", "position.webp", "print.jpg"),
    *("grey-and-alpha.png", "palette.png", "sixteen-bit.png", "broad.png", "page-inside.jpg"),
    *(f"as-large-as-may-be{end}" for end in (".png", ".jpg", "-progressive.jpg", ".webp")),
}
"""These are pictures: what is wrong with them is gone in what we make of them."""


class Host:
    """Logged in at a running site; each request has a connection of its own."""

    def __init__(self, server: Any) -> None:
        self.port = server.port
        self.cookie = ""
        token = self.token("/login")
        answer, _ = self.post("/login", urlencode({"email": "host@example.org", "password": DEMO_PASSWORD, **token}))
        assert answer.status == 303

    def token(self, page: str) -> dict[str, str]:
        found = re.search(r'name="csrf_token"[^>]* value="([^"]*)"', self.send("GET", page)[1].decode())
        assert found
        return {"csrf_token": found[1]}

    def post(self, path: str, form: str) -> tuple[HTTPResponse, bytes]:
        return self.send("POST", path, form.encode(), "application/x-www-form-urlencoded")

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": self.cookie} | ({"Content-Type": kind} if kind else {})
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer, text


def test_fifty_hostile_files_are_refused_or_made_harmless(start_server: Callable[..., Any]) -> None:
    server = start_server(workers=1, threads=4, template="demo")
    host = Host(server)
    token = host.token(f"/host/{HUB}/pictures")
    print(f"base {most_memory(server)} kB")

    def upload(item: tuple[str, bytes]) -> tuple[str, int, bytes]:
        name, data = item
        body, kind = picture_files.multipart({"alt_de": name, "purpose": "photo", **token}, data, name)
        answer, text = host.send("POST", f"/host/{HUB}/pictures", body, kind)
        while answer.status == 503:  # as many as can be made at once are being made; the page asks to try again
            assert int(answer.getheader("Retry-After") or 0) > 0
            time.sleep(0.2)
            answer, text = host.send("POST", f"/host/{HUB}/pictures", body, kind)
        make_room(host, token)
        return name, answer.status, text

    with ThreadPoolExecutor(3) as at_once:
        answers = list(at_once.map(upload, picture_files.hostile().items()))
    assert {name for name, status, _ in answers if status == 303} == FINE
    for name, status, text in answers:
        if name not in FINE:
            assert (name, status) == (name, 413 if name in {"too-heavy.jpg", "fifty-megabytes.jpg"} else 422)
            assert b'id="file-error"' in text, name
    peak = most_memory(server)
    print(f"peak {peak} kB")
    assert 0 < peak < MOST_MEMORY


def make_room(host: Host, token: dict[str, str]) -> None:
    """Looks at the pictures that are there, as others would get them, and deletes them."""
    page = host.send("GET", f"/host/{HUB}/pictures")[1].decode()
    for address in re.findall(rf'src="(/hubs/{HUB}/pictures/[^"]*)"', page):
        answer, content = host.send("GET", address)
        if answer.status == 200:  # else another thread was faster
            assert answer.getheader("Content-Type") in {"image/jpeg", "image/webp"}
            assert answer.getheader("X-Content-Type-Options") == "nosniff"
            assert not re.search(rb"script|Musterstrasse|PK\x03\x04|%PDF|Exif|http", content)
        host.post(f"/host/{HUB}/pictures/{address.split('/')[-1].split('-')[0]}/deletion", urlencode(token))


def most_memory(server: Any) -> int:
    """The peak of the server's largest process in kB."""
    found = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            group = (folder / "stat").read_text().rpartition(")")[2].split()[2]
            peak = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
        except OSError:  # it has ended
            continue
        found += [int(peak[1])] if peak and int(group) == server._process.pid else []
    return max(found)
