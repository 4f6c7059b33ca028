"""The workers have their share of what takes long from the beginning, as xdist gives out the list; and each test has
the machine as it wants it."""

import fcntl
from pathlib import Path
from threading import Thread

import pytest

from tests.support.turns import Machine, in_turn


@pytest.mark.parametrize(("workers", "with_long"), [(1, 3), (2, 3), (3, 3), (4, 3)])
@pytest.mark.parametrize(
    ("long", "short", "serial"), [(7, 30, 2), (8, 31, 3), (0, 9, 1), (3, 0, 0), (9, 1, 1), (0, 0, 0)]
)
def test_each_worker_begins_with_its_share_of_what_takes_long(
    long: int, short: int, serial: int, workers: int, with_long: int
) -> None:
    tests = (
        [f"long {n}" for n in range(long)],
        [f"short {n}" for n in range(short)],
        [f"serial {n}" for n in range(serial)],
    )
    found = in_turn(*tests, workers, with_long)
    assert sorted(found) == sorted(name for each in tests for name in each)
    assert found[len(found) - serial :] == tests[2]
    if long <= short:
        parts = given_out(found, workers)
        shares = [sum(name.startswith("long") for name in part) for part in parts]
        assert max(shares[:with_long]) - min(shares[:with_long]) <= 1
        assert sum(shares) == long
        assert all(name.startswith("long") for part, share in zip(parts, shares, strict=True) for name in part[:share])


def given_out(tests: list[str], workers: int) -> list[list[str]]:
    """As xdist's `worksteal` does it at the beginning."""
    left, parts = list(tests), []
    for worker in range(workers):
        many = len(left) // (workers - worker)
        parts.append(left[:many])
        del left[:many]
    return parts


def test_who_wants_the_machine_alone_is_next_and_keeps_it(tmp_path: Path) -> None:
    one, other, late, told = Machine(tmp_path), Machine(tmp_path), Machine(tmp_path), list[str]()

    def alone() -> None:
        other.take(alone=True)
        told.append("alone")
        other.give(alone_again=True)
        other.take(alone=True)
        told.append("alone again")
        other.give()

    def beside() -> None:
        late.take(alone=False)
        told.append("beside")
        late.give()

    one.take(alone=False)
    waiting = Thread(target=alone)
    waiting.start()
    _until_locked(tmp_path / "queue")
    behind = Thread(target=beside)
    behind.start()
    told.append("first")
    one.give()
    for thread in (waiting, behind):
        thread.join(10)
    assert told == ["first", "alone", "alone again", "beside"]


def test_tests_that_are_not_alone_run_beside_each_other(tmp_path: Path) -> None:
    one, other = Machine(tmp_path), Machine(tmp_path)
    one.take(alone=False)
    thread = Thread(target=lambda: other.take(alone=False))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    one.give()
    other.give()


def _until_locked(file: Path) -> None:
    with file.open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(handle, fcntl.LOCK_UN)
