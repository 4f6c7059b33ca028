#!/usr/bin/env bash
# Biome for styles and scripts: `scripts/biome.sh check`. Runs on the machine's node or, where there is none, on the one of set-up.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PATH:$PWD/.venv/bin" exec node_modules/.bin/biome "$@"
