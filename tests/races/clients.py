"""Clients that all ask at one moment: each has its own kept-open connection and its own thread."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS = 60

REFUSALS = {"409 slot-taken", "409 try-again"}


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str | None
    replayed: bool
    cookies: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        return dict(json.loads(self.text))

    @property
    def outcome(self) -> str:
        """The status, for a refusal with its code: "201", "409 slot-taken"."""
        return f"{self.status} {self.body['code']}" if self.status >= 400 else str(self.status)


@dataclass
class Client:
    """One program (with a token) or one browser (with cookies). Close it.

    It connects with its first request: a connection that says nothing keeps one of gunicorn's threads for 5 seconds.
    """

    url: str
    token: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection(urlsplit(self.url).netloc, timeout=SECONDS)

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: object) -> Answer:
        return self._send("PATCH", path, body, {})

    def submit(self, path: str, form: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, path: str, body: str, headers: dict[str, str]) -> Answer:
        """A POST just as it is."""
        return self._ask("POST", path, body, headers)

    def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask(method, f"/api/v1{path}", json.dumps(body), named | {"Content-Type": "application/json"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        if self.token:
            headers = headers | {"Authorization": f"Bearer {self.token}"}
        if self.cookies:
            headers = headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        replayed = response.headers.get("Idempotency-Replayed") == "true"
        return Answer(response.status, text, response.headers.get("Location"), replayed)


def outcomes(answers: Iterable[Answer]) -> Counter[str]:
    """How often each status (with its code) was answered."""
    return Counter(answer.outcome for answer in answers)


def log_in(browser: Client, email: str, password: str) -> None:
    form = {"email": email, "password": password}
    answer = browser.submit("/login", form | hidden(browser.get("/login").text, "csrf_token"))
    assert answer.status == 303, answer.text


def hidden(page: str, *names: str) -> dict[str, str]:
    """The values of these fields of the page, each of which stands there once, or always the same."""
    found = {}
    for name in names:
        [tag] = {tag for tag in re.findall(r"<input[^>]*>", page) if re.search(rf"name=\"?{name}\"?[\s>]", tag)}
        value = re.search(r'value="?([^"\s>]*)', tag)
        found[name] = value[1] if value else ""
    return found
