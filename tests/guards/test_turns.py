"""The workers have their share of what takes long from the beginning, as xdist gives out the list."""

import pytest

from tests.support.turns import in_turn


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize(
    ("long", "short", "serial"), [(7, 30, 2), (8, 31, 3), (0, 9, 1), (3, 0, 0), (9, 1, 1), (0, 0, 0)]
)
def test_each_worker_begins_with_its_share_of_what_takes_long(long: int, short: int, serial: int, workers: int) -> None:
    tests = (
        [f"long {n}" for n in range(long)],
        [f"short {n}" for n in range(short)],
        [f"serial {n}" for n in range(serial)],
    )
    found = in_turn(*tests, workers)
    assert sorted(found) == sorted(name for each in tests for name in each)
    assert found[len(found) - serial :] == tests[2]
    if long <= short:
        parts = given_out(found, workers)
        shares = [sum(name.startswith("long") for name in part) for part in parts]
        assert max(shares) - min(shares) <= 1
        assert all(name.startswith("long") for part, share in zip(parts, shares, strict=True) for name in part[:share])


def given_out(tests: list[str], workers: int) -> list[list[str]]:
    """As xdist's `worksteal` does it at the beginning."""
    left, parts = list(tests), []
    for worker in range(workers):
        many = len(left) // (workers - worker)
        parts.append(left[:many])
        del left[:many]
    return parts
