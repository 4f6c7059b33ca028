#!/usr/bin/env bash
# All checks, then all tests. Every step runs even when one before it failed; the table says which; pytest's summary is last.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bin=.venv/bin
table=()
failed=0

main() {
  scripts/setup.sh dev || exit 1
  step "Format" "$bin/ruff" format --check --quiet .
  step "Lint" "$bin/ruff" check --quiet .
  step "Types" "$bin/mypy" --no-error-summary
  step "Imports" "$bin/lint-imports"
  step "Templates" "$bin/djlint" --lint --quiet templates
  step "Front end" scripts/biome.sh check --error-on-warnings
  step "Migrations" check_migrations
  step "Translations" "$bin/python" scripts/check_translations.py
  step "Tracked files" scripts/check_tracked_files.sh
  printf '\n'
  printf '%s\n' "${table[@]}"
  printf '\n'
  scripts/test.sh || failed=1
  exit "$failed"
}

# step TITLE COMMAND…: silent when all is well, its whole output otherwise.
step() {
  local title=$1 output begin=$SECONDS
  shift
  if output=$("$@" 2>&1 </dev/null); then
    table+=("$(printf '  ok      %-14s %3d s' "$title" $((SECONDS - begin)))")
  else
    failed=1
    table+=("$(printf '  FAILED  %-14s %3d s' "$title" $((SECONDS - begin)))")
    printf '\n── %s ──\n%s\n' "$title" "$output"
  fi
}

# shellcheck disable=SC2329  # called by step
# On a fresh database: the migrations lead to what the models say, and the site's own check is content.
check_migrations() {
  local folder status=0
  folder=$(mktemp -d)
  export DATABASE_URL="sqlite:///$folder/check.db" INSTANCE_DIR="$folder" ENV=demo
  "$bin/flask" --app app db upgrade && "$bin/flask" --app app db check && "$bin/flask" --app app check || status=1
  rm -rf "$folder"
  return "$status"
}

main "$@"
