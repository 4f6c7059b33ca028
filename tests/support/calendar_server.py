"""A web server on 127.0.0.1 that does what hostile servers do, by the path that it is asked for."""

import gzip
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from calendars.outside.fetching import Gate

MEGA = 1_000_000
BOMB = gzip.compress(b"BEGIN:VCALENDAR\r\n" + bytes(40 * MEGA), 1)
"""40 MB in 200 kB; made before anybody looks at the clock."""


@dataclass
class Server:
    """`answers[path]` answers the request; `asked` are the requests: path and headers."""

    port: int
    answers: dict[str, Callable[["Handler"], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str, host: str = "calendars.example.org") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def gate(self, **values: Any) -> Gate:
        """Leads to this server whatever the name; all other rules are those of the open internet."""
        usual: dict[str, Any] = {
            "schemes": frozenset({"http", "https"}),
            "ports": frozenset({self.port}),
            "may_reach": lambda address: address == "127.0.0.1",
            "resolve": lambda _host, _port, _seconds: ["127.0.0.1"],
            "seconds": 3.0,
        }
        return Gate(**(usual | values))

    def serve(self, path: str, content: bytes | str, status: int = 200, **headers: str) -> None:
        """Content with its length; underscores in names of headers are hyphens."""
        data = content.encode() if isinstance(content, str) else content

        def answer(handler: "Handler") -> None:
            handler.head(status, {"Content-Length": str(len(data))} | headers)
            handler.wfile.write(data)

        self.answers[path] = answer


class Handler(BaseHTTPRequestHandler):
    known: Server

    def do_GET(self) -> None:
        self.known.asked.append((self.path, dict(self.headers)))
        with suppress(OSError):  # who hurts others is hung up on
            self.known.answers.get(self.path, Handler.nothing_there)(self)

    def nothing_there(self) -> None:
        self.head(404, {"Content-Length": "0"})

    def head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Nobody wants to read it."""


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """A client that hangs up is what these tests are about."""


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """With a certificate (and its key in one file) by https."""
    server = Quiet(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    known = Server(server.server_port, scheme="https" if certificate else "http")
    server.RequestHandlerClass = type("Known", (Handler,), {"known": known})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path, name: str) -> Path:
    """Signed by itself, for this name."""
    file, key = folder / f"{name}.pem", folder / f"{name}.key"
    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", file]
    subprocess.run([*command, *subject], check=True, capture_output=True)
    file.write_text(file.read_text() + key.read_text())
    return file


def redirect(to: str, status: int = 302) -> Callable[[Handler], None]:
    return lambda handler: handler.head(status, {"Location": to, "Content-Length": "0"})


def huge(handler: Handler) -> None:
    """100 MB, as announced."""
    handler.head(200, {"Content-Length": str(100 * MEGA)})
    for _ in range(100):
        handler.wfile.write(b"BEGIN:VCALENDAR\r\n".ljust(MEGA, b"x"))


def never_ending(handler: Handler) -> None:
    handler.head(200, {})
    while True:
        handler.wfile.write(b"x" * 65536)


def chunks_without_end(handler: Handler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.head(200, {"Transfer-Encoding": "chunked"})
    while True:
        handler.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def a_byte_now_and_then(handler: Handler) -> None:
    handler.head(200, {})
    while True:
        handler.wfile.write(b"B")
        time.sleep(0.2)


def a_header_now_and_then(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while True:
        handler.wfile.write(b"X")
        time.sleep(0.2)


def headers_without_end(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: and more\r\n")


def goes_on_and_on(handler: Handler) -> None:
    while True:
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


def gzip_bomb(handler: Handler) -> None:
    handler.head(200, {"Content-Length": str(len(BOMB)), "Content-Encoding": "gzip"})
    handler.wfile.write(BOMB)


def hangs_up(handler: Handler) -> None:
    handler.head(200, {"Content-Length": "5000"})
    handler.wfile.write(b"BEGIN:VCALENDAR\r\n")


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


def silent_port() -> socket.socket:
    """Takes the connection and says nothing, not even for TLS."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen(5)
    return sock


def chunked(handler: Handler, *chunks: bytes, end: bytes = b"0\r\n\r\n", **headers: str) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.head(200, {"Transfer-Encoding": "chunked"} | headers)
    for chunk in chunks:
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
    handler.wfile.write(end)


def chunks_cut_off(handler: Handler) -> None:
    chunked(handler, b"BEGIN:VCALENDAR\r\n", end=b"")


def chunk_that_never_comes(handler: Handler) -> None:
    """The size of a chunk, digit by digit."""
    chunked(handler, b"BEGIN:VCALENDAR\r\n", end=b"")
    while True:
        handler.wfile.write(b"0")
        time.sleep(0.2)


def chunk_without_a_size(handler: Handler) -> None:
    chunked(handler, b"BEGIN:VCALENDAR\r\n", end=b"many\r\n")


def endless_line_of_a_chunk(handler: Handler) -> None:
    chunked(handler, end=b"5;")
    while True:
        handler.wfile.write(b"x" * 65536)


def trailers_without_end(handler: Handler) -> None:
    chunked(handler, b"BEGIN:VCALENDAR\r\n", end=b"0\r\n")
    while True:
        handler.wfile.write(b"X-More: and more\r\n")
        time.sleep(0.01)


def packed_chunks_that_are_a_bomb(handler: Handler) -> None:
    chunked(handler, *(BOMB[first : first + 4000] for first in range(0, len(BOMB), 4000)), Content_Encoding="gzip")


def two_lengths(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5000000000\r\n\r\nBEGIN")


def endless_header(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        handler.wfile.write(b"x" * 65536)


def endless_body_of_a_redirect(handler: Handler) -> None:
    handler.head(302, {"Location": "/bad.ics"})
    while True:
        handler.wfile.write(b"x" * 65536)
