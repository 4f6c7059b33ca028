"""The HTTP server of the fake: Stripe's API below /v1/, the payment page at /c/pay/ID, tests' levers below /_test/."""

import json
import secrets
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo.stripe import calls, levers, page, paying
from demo.stripe.fake import Fake
from demo.stripe.faults import Misdeed, wait
from demo.stripe.refusals import Refusal

MOST_BYTES = 1_000_000
SECONDS = 60


class FakeServer(ThreadingHTTPServer):
    """Answers for one Fake, each request in a thread of its own. `has_levers`: whether tests may make things happen."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, fake: Fake, port: int = 0, *, has_levers: bool = False) -> None:
        super().__init__(("127.0.0.1", port), Answers)
        self.fake, self.has_levers = fake, has_levers
        fake.state.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up is nobody's fault; anything else has been answered with 500."""


class Answers(BaseHTTPRequestHandler):
    """One connection of the site, of a browser, or of a test."""

    server: FakeServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    timeout = SECONDS

    def do_GET(self) -> None:
        self._respond(b"")

    def do_DELETE(self) -> None:
        self._respond(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            self._json(413, Refusal(413, "Too large.").body)
            return
        self._respond(self.rfile.read(int(length)))

    def _respond(self, content: bytes) -> None:
        path = urlsplit(self.path).path
        try:
            if path.startswith("/v1/"):
                self._api(path, content)
            elif path.startswith("/c/pay/"):
                self._page(path.removeprefix("/c/pay/"), content)
            elif path.startswith("/_test/") and self.server.has_levers and self.command == "POST":
                self._lever(path.removeprefix("/_test/"), content)
            else:
                self._json(404, Refusal(404, f"Unrecognized request URL ({self.command}: {path}).").body)
        except Refusal as refusal:
            self._json(refusal.status, refusal.body)

    def _api(self, path: str, content: bytes) -> None:
        fake = self.server.fake
        fault = fake.faults.take(self.command, path)
        if fault and fault.when == "before" and self._misdo(fault):
            return
        call = calls.read(self.command, path, urlsplit(self.path).query, content, dict(self.headers.items()))
        reply = calls.answer(fake, call, fault)
        fake.deliveries.before_the_answer()
        wait(fault, "after")
        if fault and fault.when == "after" and self._misdo(fault):
            return
        headers = {"Idempotency-Key": call.key, "Stripe-Account": call.owner}
        headers["Idempotent-Replayed"] = "true" if reply.is_replayed else ""
        self._json(reply.status, reply.body, {name: value for name, value in headers.items() if value})

    def _misdo(self, fault: Misdeed) -> bool:
        """Whether the fault took the place of the answer."""
        if fault.what == "cut":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        if fault.what == "answer":
            self._send(fault.status, fault.body.encode(), {"Content-Type": fault.content_type} | fault.headers)
        return fault.what != "delay"

    def _page(self, id: str, content: bytes) -> None:
        fields = parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True)
        form = {name: values[-1] for name, values in fields.items()} if self.command == "POST" else None
        shown = paying.answer(self.server.fake, id, form, self.headers.get("Accept-Language", ""))
        self.server.fake.deliveries.before_the_answer()
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page.policy(shown.session)}
        headers |= {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
        headers |= {"Location": shown.location} if shown.location else {}
        self._send(shown.status, shown.html.encode(), headers)

    def _lever(self, name: str, content: bytes) -> None:
        """What posts events is done without the lock: the site asks us while it takes them."""
        fake = self.server.fake
        try:
            asked = json.loads(content or b"{}")
        except ValueError:
            raise Refusal(400, "Levers take JSON.") from None
        if name == "release":
            self._json(200, {"statuses": fake.deliveries.release(asked.get("shuffle"))})
            return
        with fake.state.lock:
            done = levers.pull(fake, name, asked)
            fake.state.save()
        fake.deliveries.before_the_answer()
        self._json(200, done)

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json"} | (headers or {}))

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        usual = {"Content-Length": str(len(content)), "Cache-Control": "no-store"}
        usual["Request-Id"] = f"req_{secrets.token_hex(7)}"
        for name, value in (usual | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: it would be lines between the site's own."""
