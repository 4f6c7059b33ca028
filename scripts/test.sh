#!/usr/bin/env bash
# The whole suite from nothing. Arguments go to pytest. Runs on two workers more than there are processors, since some tests wait; tests marked `serial` run by themselves at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure_test_tools.sh
scripts/setup.sh dev
export PYTHONDONTWRITEBYTECODE= # hundreds of processes read our sources: they are compiled once
exec .venv/bin/python -m pytest -n "${WORKERS:-$(($(nproc) + 2))}" --dist worksteal --durations=15 "$@"
