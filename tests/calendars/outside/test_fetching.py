"""Hostile servers are refused within the limits, and names do not lead into our own network."""

import gzip
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from calendars.outside import addresses, connecting, fetching
from calendars.outside.errors import REASONS, Unreadable
from calendars.outside.fetching import OPEN_INTERNET, Fetched, Gate, fetch
from tests.support import calendar_server
from tests.support.calendar_server import Handler, Server
from tests.support.ics import berlin, calendar

CALENDAR = calendar(berlin("20261125", "0900", "1100"))


@pytest.fixture
def server() -> Iterator[Server]:
    with calendar_server.serving() as known:
        known.serve("/cal.ics", CALENDAR, ETag='"one"', Last_Modified="Tue, 24 Nov 2026 05:00:00 GMT")
        yield known


def refused(url: str, gate: Gate) -> str:
    with pytest.raises(Unreadable) as caught:
        fetch(url, gate=gate)
    assert str(caught.value.message())
    return caught.value.reason


def test_calendar_is_fetched_with_what_the_server_says_of_it(server: Server) -> None:
    assert fetch(server.url("/cal.ics"), gate=server.gate()) == Fetched(
        CALENDAR, '"one"', "Tue, 24 Nov 2026 05:00:00 GMT"
    )
    ((_path, headers),) = server.asked
    assert headers["Host"] == f"calendars.example.org:{server.port}"
    assert "If-None-Match" not in headers


def test_unchanged_calendar_is_not_sent_again(server: Server) -> None:
    server.answers["/same.ics"] = lambda handler: handler.head(304, {})
    answer = fetch(server.url("/same.ics"), etag='"one"', last_modified="yesterday", gate=server.gate())

    assert answer.content is None
    assert {'"one"', "yesterday"} <= set(server.asked[0][1].values())
    assert refused(server.url("/same.ics"), server.gate()) == "server-error"


def test_gzip_is_unpacked(server: Server) -> None:
    server.serve("/packed.ics", gzip.compress(CALENDAR), Content_Encoding="gzip")
    assert fetch(server.url("/packed.ics"), gate=server.gate()).content == CALENDAR


def test_line_that_is_kept_open_behind_the_body_costs_no_time(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(len(CALENDAR))})
        handler.wfile.write(CALENDAR)
        handler.wfile.flush()
        time.sleep(2)

    server.answers["/open.ics"] = answer
    begin = time.monotonic()
    assert fetch(server.url("/open.ics"), gate=server.gate()).content == CALENDAR
    assert time.monotonic() - begin < 1.5


def test_three_redirects_are_followed_and_a_fourth_is_not(server: Server) -> None:
    for step in range(4):
        server.answers[f"/{step}"] = calendar_server.redirect(f"/{step + 1}", [301, 302, 307, 308][step])
    server.serve("/4", CALENDAR)

    assert fetch(server.url("/1"), gate=server.gate()).content == CALENDAR
    assert refused(server.url("/0"), server.gate()) == "too-many-redirects"
    server.answers["/loop"] = calendar_server.redirect("/loop")
    assert refused(server.url("/loop"), server.gate()) == "too-many-redirects"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://localhost/x.ics", "not-public"),
        ("https://127.0.0.1/x.ics", "not-public"),
        ("https://[::1]/x.ics", "not-public"),
        ("https://2130706433/x.ics", "not-public"),
        ("https://169.254.169.254/latest/meta-data", "not-public"),
        ("http://127.0.0.1/x.ics", "bad-address"),
        ("https://127.0.0.1:8000/x.ics", "bad-address"),
        ("https://somebody:secret@example.org/x.ics", "bad-address"),
        ("file:/etc/passwd", "bad-address"),
        ("gopher://example.org/x", "bad-address"),
        ("https://", "bad-address"),
        ("https://[::1", "bad-address"),
        ("//[", "bad-address"),
    ],
)
def test_redirect_into_our_own_network_is_refused(server: Server, target: str, reason: str) -> None:
    """The first server may be reached, what it leads to is judged as on the open internet."""
    server.answers["/out"] = calendar_server.redirect(target)
    first = server.url("/out", "127.0.0.1")

    def resolve(host: str, port: int, seconds: float) -> list[str]:
        return connecting.resolve(host, port, seconds)

    def may_reach(address: str) -> bool:
        is_first = not server.asked
        return is_first or addresses.is_public(address)

    ports = frozenset({server.port, 443}) if reason == "not-public" else frozenset({server.port})
    schemes = frozenset({"http", "https"}) if not target.startswith("http://") else frozenset({"http"})
    gate = server.gate(resolve=resolve, may_reach=may_reach, ports=ports, schemes=schemes)
    assert refused(first, gate) == reason
    assert len(server.asked) == 1


def test_open_internet_is_the_usual_gate() -> None:
    assert (OPEN_INTERNET.schemes, OPEN_INTERNET.ports) == ({"https"}, {443})
    assert OPEN_INTERNET.may_reach is addresses.is_public
    assert OPEN_INTERNET.seconds == 20
    context = OPEN_INTERNET.tls()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "0x7f.1", "127.1"])
def test_names_of_this_computer_are_refused_without_any_switch(host: str) -> None:
    assert refused(f"https://{host}/x.ics", OPEN_INTERNET) in {"not-public", "unknown-host"}


def test_one_private_address_among_public_ones_is_enough(server: Server) -> None:
    found = ["127.0.0.1", "10.0.0.1"]
    assert refused(server.url("/cal.ics"), server.gate(resolve=lambda *_: found)) == "not-public"
    assert server.asked == []


def test_name_is_resolved_once_and_the_connection_goes_there(server: Server) -> None:
    """A name server that gives another answer the second time (rebinding) is not asked a second time."""
    asked: list[str] = []

    def resolve(host: str, _port: int, _seconds: float) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    assert fetch(server.url("/cal.ics"), gate=server.gate(resolve=resolve)).content == CALENDAR
    assert asked == ["calendars.example.org"]


def test_name_that_turns_private_on_the_way_is_refused(server: Server) -> None:
    """Each redirect is looked up and judged anew."""
    answers = iter([["127.0.0.1"], ["192.168.1.1"]])
    server.answers["/again"] = calendar_server.redirect("/cal.ics")
    assert refused(server.url("/again"), server.gate(resolve=lambda *_: next(answers))) == "not-public"


def test_unknown_name_is_said() -> None:
    assert refused("https://nowhere.invalid/x.ics", OPEN_INTERNET) == "unknown-host"


def test_name_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: time.sleep(2) or [])
    begin = time.monotonic()
    assert refused("https://slow.example.org/x.ics", Gate(seconds=0.5)) == "too-slow"
    assert time.monotonic() - begin < 1.5


@pytest.mark.parametrize(
    ("answer", "reasons"),
    [
        (calendar_server.huge, {"too-large"}),
        (calendar_server.never_ending, {"too-large"}),
        (calendar_server.chunks_without_end, {"too-large"}),
        (calendar_server.gzip_bomb, {"too-large"}),
        (calendar_server.a_byte_now_and_then, {"too-slow"}),
        (calendar_server.a_header_now_and_then, {"too-slow"}),
        (calendar_server.goes_on_and_on, {"too-slow"}),
        (calendar_server.headers_without_end, {"no-answer"}),
        (calendar_server.hangs_up, {"broken"}),
        (calendar_server.no_http, {"no-answer"}),
        (calendar_server.chunks_cut_off, {"no-answer"}),
        (calendar_server.chunk_that_never_comes, {"too-slow"}),
        (calendar_server.chunk_without_a_size, {"no-answer"}),
        (calendar_server.endless_line_of_a_chunk, {"no-answer"}),
        (calendar_server.trailers_without_end, {"too-slow"}),
        (calendar_server.packed_chunks_that_are_a_bomb, {"too-large"}),
        (calendar_server.two_lengths, {"no-answer"}),
        (calendar_server.endless_header, {"no-answer"}),
        (calendar_server.endless_body_of_a_redirect, {"too-many-redirects"}),
    ],
)
def test_hostile_answer_is_refused_within_the_limits(
    server: Server, answer: Callable[[Handler], None], reasons: set[str]
) -> None:
    server.answers["/bad.ics"] = answer
    begin = time.monotonic()
    assert refused(server.url("/bad.ics"), server.gate(seconds=2.0)) in reasons
    assert time.monotonic() - begin < 4


def test_slow_server_is_not_waited_for_over_tls_either(tmp_path: Path) -> None:
    """The limit is on the connection, not on the socket below it."""
    file = calendar_server.certificate(tmp_path, "calendars.example.org")
    with calendar_server.serving(file) as server:
        gate = server.gate(seconds=1.0, tls=lambda: ssl.create_default_context(cafile=str(file)))
        server.answers |= {"/a": calendar_server.a_byte_now_and_then, "/b": calendar_server.a_header_now_and_then}
        begin = time.monotonic()
        assert [refused(server.url(path), gate) for path in ("/a", "/b")] == ["too-slow", "too-slow"]
        assert time.monotonic() - begin < 4
        assert len(server.asked) == 2


def test_time_is_that_of_all_redirects_together(server: Server) -> None:
    def late(handler: Handler) -> None:
        time.sleep(0.6)
        handler.head(302, {"Location": "/late", "Content-Length": "0"})

    server.answers["/late"] = late
    begin = time.monotonic()
    assert refused(server.url("/late"), server.gate(seconds=1.0)) == "too-slow"
    assert time.monotonic() - begin < 1.8


def test_chunks_are_put_together(server: Server) -> None:
    halves = CALENDAR[:20], CALENDAR[20:]
    packed = gzip.compress(CALENDAR)
    server.answers["/plain"] = lambda handler: calendar_server.chunked(handler, *halves, ETag='"one"')
    server.answers["/trailer"] = lambda handler: calendar_server.chunked(handler, *halves, end=b"0\r\nX-Sum: 1\r\n\r\n")
    server.answers["/packed"] = lambda handler: calendar_server.chunked(
        handler, packed[:9], packed[9:], Content_Encoding="gzip"
    )
    assert fetch(server.url("/plain"), gate=server.gate()) == Fetched(CALENDAR, '"one"')
    assert fetch(server.url("/trailer"), gate=server.gate()).content == CALENDAR
    assert fetch(server.url("/packed"), gate=server.gate()).content == CALENDAR


def test_length_beside_chunks_does_not_count(server: Server) -> None:
    """As RFC 9112 wants it (6.3); a length that is too large is none that anybody waits for."""
    for length in ("3", "50000000"):
        server.answers["/both"] = lambda handler, of=length: calendar_server.chunked(
            handler, CALENDAR, Content_Length=of
        )
        assert fetch(server.url("/both"), gate=server.gate()).content == CALENDAR


@pytest.mark.parametrize("length", ["", "-1", "many", "0x10"])
def test_length_that_is_none_does_not_count(server: Server, length: str) -> None:
    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": length})
        handler.wfile.write(CALENDAR)

    server.answers["/strange.ics"] = answer
    assert fetch(server.url("/strange.ics"), gate=server.gate()).content == CALENDAR


def test_what_comes_behind_the_announced_length_is_not_read(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(len(CALENDAR))})
        handler.wfile.write(CALENDAR + b"and more")

    server.answers["/more.ics"] = answer
    assert fetch(server.url("/more.ics"), gate=server.gate()).content == CALENDAR


def test_hundred_to_continue_is_passed_over(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\nX-More: 1\r\n\r\n" * 3)
        handler.head(200, {"Content-Length": str(len(CALENDAR))})
        handler.wfile.write(CALENDAR)

    server.answers["/go-on.ics"] = answer
    assert fetch(server.url("/go-on.ics"), gate=server.gate()).content == CALENDAR


def test_address_is_not_written_down_when_headers_are_broken(
    app: Flask, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """It may be a secret. urllib3 would warn with the whole of it."""
    server.answers["/secret-of-anna.ics"] = lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nno header at all\r\nContent-Length: 5\r\n\r\nBEGIN"
    )
    fetch(server.url("/secret-of-anna.ics"), gate=server.gate())
    assert len(server.asked) == 1
    assert "secret-of-anna" not in caplog.text


def test_proxies_of_the_surroundings_are_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would go where we have not looked."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(server.url("/cal.ics"), gate=server.gate()).content == CALENDAR


def test_what_is_announced_as_too_large_is_not_read(server: Server) -> None:
    sent: list[int] = []

    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(fetching.MOST_BYTES + 1)})
        for _ in range(100):
            handler.wfile.write(bytes(1_000_000))
            sent.append(1)

    server.answers["/big.ics"] = answer
    assert refused(server.url("/big.ics"), server.gate()) == "too-large"
    assert len(sent) < 10


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "not-allowed"), (403, "not-allowed"), (404, "not-found"), (410, "not-found"), (500, "server-error")],
)
def test_what_the_server_says_is_told(server: Server, status: int, reason: str) -> None:
    server.serve("/no.ics", "", status=status)
    assert refused(server.url("/no.ics"), server.gate()) == reason


def test_unknown_packing_and_broken_gzip_are_refused(server: Server) -> None:
    server.serve("/br.ics", b"x", Content_Encoding="br")
    server.serve("/gz.ics", gzip.compress(CALENDAR)[:-9], Content_Encoding="gzip")
    server.serve("/no-gz.ics", CALENDAR, Content_Encoding="gzip")
    server.serve("/twice.ics", gzip.compress(gzip.compress(CALENDAR)), Content_Encoding="gzip, gzip")
    paths = ("/br.ics", "/gz.ics", "/no-gz.ics", "/twice.ics")
    assert {refused(server.url(path), server.gate()) for path in paths} == {"broken"}


def test_strange_words_of_a_server_are_not_kept(server: Server) -> None:
    server.serve("/odd.ics", CALENDAR, ETag='"' + "x" * 300 + '"', Last_Modified="ä\x01")
    assert fetch(server.url("/odd.ics"), gate=server.gate()) == Fetched(CALENDAR)


def test_certificate_must_be_valid_and_for_the_name(tmp_path: Path) -> None:
    file = calendar_server.certificate(tmp_path, "calendars.example.org")
    with calendar_server.serving(file) as server:
        server.serve("/cal.ics", CALENDAR)

        def trusting() -> ssl.SSLContext:
            return ssl.create_default_context(cafile=str(file))

        assert fetch(server.url("/cal.ics"), gate=server.gate(tls=trusting)).content == CALENDAR
        assert refused(server.url("/cal.ics"), server.gate()) == "tls"
        assert refused(server.url("/cal.ics", "other.example.org"), server.gate(tls=trusting)) == "tls"
        assert len(server.asked) == 1


def test_server_that_does_not_speak_tls_is_refused(server: Server) -> None:
    url = server.url("/cal.ics").replace("http:", "https:")
    assert refused(url, server.gate()) in {"tls", "no-answer"}


def test_silent_server_is_not_waited_for() -> None:
    with calendar_server.silent_port() as sock:
        port = sock.getsockname()[1]
        begin = time.monotonic()
        for scheme in ("http", "https"):
            assert refused(f"{scheme}://x.example.org:{port}/", Server(port).gate(seconds=0.7)) == "too-slow"
        assert time.monotonic() - begin < 3


def test_closed_port_is_said() -> None:
    with calendar_server.silent_port() as sock:
        port = sock.getsockname()[1]
    assert refused(f"http://x.example.org:{port}/", Server(port).gate()) == "no-answer"


def test_every_reason_has_its_sentence() -> None:
    assert all(len(reason) <= 40 for reason in REASONS)
