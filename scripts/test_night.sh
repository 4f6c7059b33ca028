#!/usr/bin/env bash
# What takes too long for `make test`: all rounds of the races, and long searches, elsewhere each time. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure_test_tools.sh
scripts/setup.sh dev
mapfile -t searches < <(grep -rlE "from hypothesis import|HYPOTHESIS_PROFILE|environ.get\(\"RACES\"\)" tests --include="test_*.py" | grep -v "^tests/races/")
export RACES=nightly HYPOTHESIS_PROFILE=nightly
exec .venv/bin/python -m pytest -n "${WORKERS:-2}" --dist worksteal --durations=15 tests/races "${searches[@]}" "$@"
