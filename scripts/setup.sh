#!/usr/bin/env bash
# Prepare this folder: `scripts/setup.sh` for running the site, `scripts/setup.sh dev` for tests and checks too.
# Each step is skipped while its inputs are unchanged: .venv/stamps/ keeps the hash they had when the step succeeded.
set -euo pipefail
cd "$(dirname "$0")/.."
stamps=.venv/stamps

main() {
  ensure_venv
  mkdir -p "$stamps"
  step "Python packages" python-packages install_packages requirements requirements.txt
  [ "${1:-}" != dev ] ||
    step "Python packages for tests and checks" dev-packages install_packages requirements-dev requirements-dev.txt requirements.txt
  [ -d node_modules ] || rm -f "$stamps/node-packages"
  step "Front-end packages" node-packages install_front_end "" package.json package-lock.json .npmrc
  .venv/bin/python -m core.assets build
  local catalogs
  catalogs=$(find translations -name '*.po' 2>/dev/null | sort) || true
  if [ -n "$catalogs" ]; then
    [ -z "$(missing_compiled "$catalogs")" ] || rm -f "$stamps/translations"
    # shellcheck disable=SC2086  # one argument per file is meant
    step "Translations" translations compile_translations "" $catalogs
  fi
}

# step TITLE STAMP COMMAND ARGUMENT INPUT…: run `COMMAND ARGUMENT` unless the inputs are as at its last success.
step() {
  local title=$1 stamp="$stamps/$2" command=$3 argument=$4 now
  shift 4
  now=$(cat .venv/pyvenv.cfg "$@" | hash_of)
  [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || return 0
  echo "→ $title"
  rm -f "$stamp"
  "$command" "$argument"
  echo "$now" >"$stamp"
}

hash_of() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

ensure_venv() {
  .venv/bin/python -c 'import pip' 2>/dev/null && return
  local python
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "$python lacks the module venv: install it (Debian, Ubuntu: apt-get install python3-venv), then run make again."
  echo "→ Python environment in .venv ($("$python" --version))"
  rm -rf .venv
  "$python" -m venv .venv
}

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  stop "No Python 3.11 or newer: install one (Debian, Ubuntu: apt-get install python3 python3-venv), then run make again."
}

install_packages() {
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$1.txt"
}

install_front_end() {
  if ! machine_has_node; then
    install_packages requirements-node
    PATH="$PWD/.venv/bin:$PATH"
  fi
  npm ci --silent --no-progress
}

machine_has_node() {
  command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null
}

compile_translations() {
  .venv/bin/pybabel --quiet compile -d translations
}

missing_compiled() {
  local catalog
  for catalog in $1; do
    [ -f "${catalog%.po}.mo" ] || echo "$catalog"
  done
}

stop() {
  echo "$1" >&2
  exit 1
}

main "$@"
