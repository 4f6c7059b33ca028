#!/usr/bin/env bash
# Pin what requirements*.in ask for, with hashes. Pins that still fit stay; `UPGRADE=1` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

# uv does not read pip's settings: ask pip which index this machine uses, if it uses one of its own.
if [ -z "${UV_DEFAULT_INDEX:-}" ]; then
  index=$(.venv/bin/pip config get global.index-url 2>/dev/null || true)
  [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
fi

options=(--universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet)
[ -z "${UPGRADE:-}" ] || options+=(--upgrade)
for name in requirements requirements-dev requirements-node; do
  echo "Pinning $name.in"
  .venv/bin/uv pip compile "${options[@]}" --output-file "$name.txt" "$name.in"
done
