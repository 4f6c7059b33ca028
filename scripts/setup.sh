#!/usr/bin/env bash
# Prepare this folder: `scripts/setup.sh` for running the site, `scripts/setup.sh dev` for tests and checks too.
# Each step is skipped while its inputs are unchanged: .venv/stamps/ keeps the hash they had when the step succeeded.
set -euo pipefail
cd "$(dirname "$0")/.."
stamps=.venv/stamps

main() {
  ensure_venv
  mkdir -p "$stamps"
  step "Python packages (the first time, minutes on a slow line)" python-packages install_packages requirements requirements.txt
  [ "${1:-}" != dev ] ||
    step "Python packages for tests and checks" dev-packages install_packages requirements-dev requirements-dev.txt requirements.txt
  [ -d node_modules ] || rm -f "$stamps/node-packages" "$stamps/dev-node-packages"
  if [ "${1:-}" = dev ]; then
    step "Front-end packages, those of tests too" dev-node-packages install_front_end dev package.json package-lock.json .npmrc
  elif ! done_before dev-node-packages package.json package-lock.json .npmrc; then
    rm -f "$stamps/dev-node-packages"
    step "Front-end packages" node-packages install_front_end site package.json package-lock.json .npmrc
  fi
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
  local title=$1 stamp="$stamps/$2" command=$3 argument=$4
  shift 4
  done_before "$(basename "$stamp")" "$@" && return
  echo "→ $title"
  rm -f "$stamp"
  "$command" "$argument"
  state_of "$@" >"$stamp"
}

# done_before STAMP INPUT…: the inputs are as at the step's last success.
done_before() {
  local name=$1
  shift
  [ "$(cat "$stamps/$name" 2>/dev/null)" = "$(state_of "$@")" ]
}

state_of() {
  cat .venv/pyvenv.cfg "$@" | hash_of
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

# install_front_end site|dev: what tests need (checkers, other programs' readings) is large and stays away from a site.
install_front_end() {
  local less=()
  [ "$1" = dev ] || less=(--omit=dev)
  if ! machine_has_node; then
    install_packages requirements-node
    PATH="$PWD/.venv/bin:$PATH"
  fi
  npm ci --silent --no-progress "${less[@]}"
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
