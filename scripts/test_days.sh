#!/usr/bin/env bash
# The tests about today at many moments, then the whole suite but races at three of them. MOMENTS="2027-03-28T01:30 …"
# chooses others (by the clock in Berlin), PART=today or PART=whole one of the two; arguments go to pytest.
set -uo pipefail
cd "$(dirname "$0")/.."

scripts/ensure_test_tools.sh && scripts/setup.sh dev || exit 1
failed=""

at() {  # MOMENT pytest's arguments…: with the clock at MOMENT
  echo "== $1: ${*:2}"
  CLOCK="$1" .venv/bin/python -m pytest -q -n "${WORKERS:-$(($(nproc) + 2))}" "${@:2}" || failed="$failed $1"
}

if [ "${PART:-today}" = today ]; then
  for moment in ${MOMENTS:-$(.venv/bin/python -m tests.support.moments)}; do
    DB="${DB:-sqlite}" at "$moment" -m today "$@"
  done
fi
if [ "${PART:-whole}" = whole ]; then
  for moment in ${MOMENTS:-$(.venv/bin/python -m tests.support.moments --whole)}; do
    WHOLE=1 at "$moment" --ignore tests/races "$@"
  done
fi
[ -z "$failed" ] || { echo "It failed at:$failed"; exit 1; }
