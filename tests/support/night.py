"""`make test-night` runs all rounds on every database, and searches long and elsewhere; `make test` does a part."""

import os
from typing import Any

import pytest

IS_NIGHT = os.environ.get("NIGHTLY") == "1"


def at_night(*values: Any) -> Any:
    """A case of `parametrize` that waits for the night: by day the others show as much."""
    return pytest.param(*values, marks=pytest.mark.night)
