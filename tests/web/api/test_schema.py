"""schemathesis against the running site: whatever is sent, no 5xx, and only answers that are described.

At night it looks longer and elsewhere each time.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import requests

from core.db import db
from tests.support import places
from tests.support.api import PREFIX
from tests.support.night import IS_NIGHT

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "ignored_auth",
)
HOW = ["--seed", "1", "--generation-deterministic", "--max-examples", "5"]
HOW_LONG = ["--max-examples", "1000", "--max-time", "1800"]
CONFIG = """
[dictionaries]
slug = {{ values = ["coppenbruegge"] }}
space = {{ values = {spaces} }}
booking = {{ values = {bookings} }}
moment = {{ values = {moments} }}

[parameters]
"path.slug" = {{ dictionary = "slug", probability = 0.8 }}
"path.booking_id" = {{ dictionary = "booking", probability = 0.8 }}
"body.hub" = {{ dictionary = "slug", probability = 0.7 }}
"body.space" = {{ dictionary = "space", probability = 0.7 }}
"body.starts_at" = {{ dictionary = "moment", probability = 0.7 }}
"body.ends_at" = {{ dictionary = "moment", probability = 0.7 }}
"query.from" = {{ dictionary = "moment", probability = 0.5 }}
"query.to" = {{ dictionary = "moment", probability = 0.5 }}
"""


@pytest.fixture
def explore(server: Any, app: Any, tmp_path: Path) -> Callable[..., str]:
    """`explore(with_token=True)` runs schemathesis over the whole API and returns its report; AssertionError if it
    finds something."""
    with app.app_context():
        hub = places.a_hub(rules={"max_active": 0})
        places.a_space(hub, "Inside", room_id=places.a_space(hub, "Room", "room", turnaround_minutes=15).id)
        token = places.a_token(places.a_member())
        db.session.commit()
    (tmp_path / "schemathesis.toml").write_text(_config(f"{server.url}{PREFIX}", token))

    def run(*, with_token: bool) -> str:
        command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"]
        command += [f"{server.url}{PREFIX}/openapi.json", "--checks", ",".join(CHECKS), "--no-color"]
        command += HOW_LONG if IS_NIGHT else HOW
        command += ["--header", f"Authorization: Bearer {token}"] if with_token else []
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.by_turns
def test_with_a_members_token(explore: Callable[..., str]) -> None:
    assert "19 selected / 19 total" in explore(with_token=True)


@pytest.mark.one_database
def test_as_a_visitor(explore: Callable[..., str]) -> None:
    explore(with_token=False)


def _config(api: str, token: str) -> str:
    """Ids and times that exist, so that many requests get past the first look."""
    me = {"Authorization": f"Bearer {token}"}
    spaces = [s["id"] for s in requests.get(f"{api}/hubs/coppenbruegge", timeout=30).json()["spaces"]]
    noon = (datetime.now(UTC) + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
    times = [noon + timedelta(hours=n) for n in range(6)]
    bookings = []
    for start, end in pairwise(times):
        body = {"space": spaces[-1], "starts_at": start.isoformat(), "ends_at": end.isoformat()}
        bookings.append(requests.post(f"{api}/bookings", json=body, headers=me, timeout=30).json()["id"])
    moments = [(t + timedelta(days=day)).isoformat() for t in times for day in (0, 1)]
    return CONFIG.format(spaces=spaces, bookings=bookings, moments=moments)
