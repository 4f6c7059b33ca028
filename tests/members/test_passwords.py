import re
import time
from statistics import median

import pytest

from members import passwords
from tests.support.people import HASH, PASSWORD


def test_password_is_found_right_and_another_wrong() -> None:
    assert passwords.verify(HASH, PASSWORD)
    assert not passwords.verify(HASH, PASSWORD + "x")
    assert not passwords.verify(None, "the password of nobody")
    assert not passwords.verify("no hash at all", PASSWORD)


def test_umlauts_are_the_same_however_they_are_typed() -> None:
    assert passwords.verify(passwords.hash_password("J\u00fcrgen und Anna"), "Ju\u0308rgen und Anna")


def test_hash_is_argon2id_and_salted() -> None:
    assert HASH.startswith("$argon2id$")
    assert passwords.hash_password(PASSWORD) != HASH


def test_hash_is_as_much_work_as_owasp_asks_for(real_passwords: None) -> None:
    """Argon2id with 19 MiB and two passes at the least; and the account that nobody has costs the same."""
    for made in (passwords.hash_password(PASSWORD), passwords.NOBODY):
        kind, memory, passes = re.match(r"\$(\w+)\$v=19\$m=(\d+),t=(\d+),p=1\$", made).groups()  # type: ignore[union-attr]
        assert kind == "argon2id"
        assert int(memory) >= 19 * 1024
        assert int(passes) >= 2
        assert not passwords.is_outdated(made)
    assert passwords.is_outdated(HASH)


@pytest.mark.serial
def test_unknown_account_costs_the_time_of_a_known_one(real_passwords: None) -> None:
    own = passwords.hash_password(PASSWORD)
    known, unknown = (median(_seconds(stored) for _ in range(9)) for stored in (own, None))
    assert 0.6 < unknown / known < 1.6


def test_endless_password_costs_no_more_than_a_short_one() -> None:
    assert not passwords.verify(HASH, "x" * 10_000_000)


def _seconds(stored: str | None) -> float:
    start = time.perf_counter()
    passwords.verify(stored, "not the password")
    return time.perf_counter() - start
