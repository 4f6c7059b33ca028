#!/usr/bin/env bash
# What takes too long for `make test`: all rounds of the races, and long searches, elsewhere each time. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure_test_tools.sh
scripts/setup.sh dev
mapfile -t searches < <(grep -rlE "from hypothesis import|IS_NIGHT|mark.(night|by_turns)" tests --include="test_*.py" | grep -v "^tests/races/")
export NIGHTLY=1
exec .venv/bin/python -m pytest -n "${WORKERS:-$(($(nproc) + 2))}" --dist worksteal --durations=15 tests/races "${searches[@]}" "$@"
