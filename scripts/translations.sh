#!/usr/bin/env bash
# Bring translations/*/LC_MESSAGES/messages.po up to date with the sources and compile them.
set -euo pipefail
cd "$(dirname "$0")/.."

template=$(mktemp)
trap 'rm -f "$template"' EXIT
.venv/bin/pybabel --quiet extract -F babel.cfg -k _l -k _ -k lazy_gettext -k lazy_ngettext:1,2 \
  --no-location --sort-output --project "LEBENS-RAUM" --copyright-holder "" -o "$template" .
for language in de en; do
  catalog=translations/$language/LC_MESSAGES/messages.po
  if [ -f "$catalog" ]; then
    .venv/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete -l "$language" -i "$template" -o "$catalog"
  else
    .venv/bin/pybabel --quiet init -l "$language" -i "$template" -d translations
  fi
done
.venv/bin/pybabel --quiet compile -d translations
