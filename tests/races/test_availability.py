"""What the API says is free, against the naive opinion of tests/oracle.py: through the tables, the queries and the
JSON, on both databases, by processes in three time zones."""

import base64
import json
import os
import pickle
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.oracle import SPECIAL_DAYS, Case, cases, day_case, free_minute_by_minute, text_of
from tests.support.processes import ROOT, python

ZONES_OF_PROCESSES = ("UTC", "Europe/Berlin", "Pacific/Auckland")


@dataclass
class Asked:
    """A process of the site in the time zone `tz`."""

    tz: str
    process: "subprocess.Popen[str]"

    def tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the process in {self.tz} has failed: its words stand in stderr"
        return json.loads(line)


@pytest.fixture(scope="module")
def asked(fresh_database: Callable[..., str], database_kind: str, _folder: Path) -> Iterator[list[Asked]]:
    """One process for each time zone, each with a database of its own."""
    processes = [_start(tz, fresh_database(), _folder) for tz in ZONES_OF_PROCESSES]
    offsets = {one.hear() for one in processes}
    assert len(offsets) == 3, "the processes must really be in three zones"
    yield processes
    for one in processes:
        one.process.communicate()


def _start(tz: str, url: str, folder: Path) -> Asked:
    command = python("-m", "tests.races.availability_process", url, str(folder))
    env = os.environ | {"TZ": tz}
    pipe = subprocess.PIPE
    return Asked(tz, subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True))


def must_be_free(case: Case, asked: list[Asked]) -> None:
    """All processes say what the oracle says: of the desk, of the room around it, and of the desk beside."""
    line = base64.b64encode(pickle.dumps(case)).decode()
    for one in asked:
        one.tell(line)
    taken, alone = _expected(case), _expected(replace(case, taken=()))
    for one in asked:
        wanted = {"room": taken, "desk in it": taken, "other desk": alone}
        assert one.hear() == wanted, (one.tz, text_of(case.rules))


def _expected(case: Case) -> list[list[str]]:
    moments = [[start.isoformat(), end.isoformat()] for start, end in free_minute_by_minute(case)]
    return [[moment.replace("+00:00", "Z") for moment in pair] for pair in moments]


@pytest.mark.by_turns
@settings(max_examples=settings().max_examples // 2)
@given(case=cases())
@example(case=day_case(SPECIAL_DAYS[0]))
@example(case=day_case(SPECIAL_DAYS[1]))
@example(case=day_case(SPECIAL_DAYS[2]))
@example(case=day_case(SPECIAL_DAYS[3]))
def test_what_the_api_says_is_free_is_free_minute_by_minute(asked: list[Asked], case: Case) -> None:
    must_be_free(case, asked)


@pytest.mark.by_turns
@pytest.mark.parametrize("day", SPECIAL_DAYS, ids=str)
@settings(max_examples=settings().max_examples // 8)
@given(data=st.data())
def test_special_days_with_any_rules(asked: list[Asked], day: date, data: st.DataObject) -> None:
    must_be_free(data.draw(cases(day)), asked)
