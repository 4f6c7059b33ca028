"""Who asks: the headers of members, of browsers with the page of booking open, of hosts and of calendar programs.

Only what the site promises to the outside (log-in page, form fields, cookies) is used, so that any commit can be asked.
"""

import re
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.bench.asked import Slot, fields
from tests.bench.data import Filled

BROWSER = "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: de-DE,de;q=0.9\r\n"
PROGRAM = "Accept-Encoding: gzip, deflate\r\n"
SESSION = "__Host-session="


class Missing(RuntimeError):
    """The site knows no such address: an earlier commit does not do this yet."""


@dataclass(frozen=True)
class Member:
    """One who has the page of booking open: headers, and the price that it showed."""

    headers: str
    price: str


def tokens(filled: Filled) -> list[str]:
    return [f"{PROGRAM}Authorization: Bearer {token}\r\n" for token in filled.tokens]


def cookie(value: str) -> str:
    """A browser with this log-in session."""
    return f"{BROWSER}Cookie: {SESSION}{value}\r\n"


def calendars(filled: Filled) -> list[str]:
    """Calendar programs: nobody is logged in."""
    return [PROGRAM] * len(filled.feeds)


def calendars_that_know(port: int, filled: Filled) -> list[str]:
    """Calendar programs that have the feeds as they are now."""
    tags = [_get(port, path)[1]["ETag"] for path in filled.feeds]
    return [f"{PROGRAM}If-None-Match: {', '.join(tags)}\r\n"] * len(tags)


def member_with_form(port: int, cookie: str, slot: Slot) -> Member:
    """The page gives a token against forged requests, and a cookie that it belongs to."""
    page, headers = _get(port, f"/bookings/new?{urlencode(fields(slot))}", {"Cookie": f"{SESSION}{cookie}"})
    token, given = hidden(page, "csrf_token"), _session_in(headers)
    return Member(f"{BROWSER}Cookie: {given}\r\nX-CSRFToken: {token}\r\n", hidden(page, "price"))


def log_in(port: int, email: str, password: str) -> str:
    """The session cookie's value that the log-in page gives."""
    page, headers = _get(port, "/login")
    sent = {"email": email, "password": password, "csrf_token": hidden(page, "csrf_token")}
    form = {"Cookie": _session_in(headers), "Content-Type": "application/x-www-form-urlencoded"}
    return _session_in(_answer(port, "POST", "/login", urlencode(sent), form)[1]).removeprefix(SESSION)


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field; RuntimeError when the page has none of that name."""
    for field in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in field and (value := re.search(r'value="([^"]*)"', field)):
            return value[1]
    raise RuntimeError(f"no field {name} in the page:\n{page[:2000]}")


def _session_in(headers: Message) -> str:
    """`name=value` of the log-in's cookie."""
    for text in headers.get_all("Set-Cookie", []):
        if text.startswith(SESSION):
            return str(text).partition(";")[0]
    raise RuntimeError(f"no log-in session was given:\n{headers}")


def _get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[str, Message]:
    return _answer(port, "GET", path, "", headers or {})


def _answer(port: int, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[str, Message]:
    """Body and headers, wherever they lead; RuntimeError for an error's."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path} was answered with {answer.status}:\n{text[:2000]}")
    return text, answer.headers


def post(port: int, path: str) -> None:
    """Without a body; whatever else than success is an error."""
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("POST", path, headers={"Content-Length": "0"})
        answer = connection.getresponse()
        if answer.status == 404:
            raise Missing(f"POST {path}")
        if answer.status >= 300:
            raise RuntimeError(f"{answer.status} from POST {path}")
