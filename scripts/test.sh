#!/usr/bin/env bash
# The whole suite from nothing. Arguments go to pytest. Runs on two workers; tests marked `serial` run by themselves at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure_test_tools.sh
scripts/setup.sh dev
export PYTHONDONTWRITEBYTECODE= # hundreds of processes read our sources: they are compiled once
exec .venv/bin/python -m pytest -n "${WORKERS:-2}" --dist worksteal --durations=15 "$@"
