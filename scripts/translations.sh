#!/usr/bin/env bash
# Bring the German catalogue up to date with the sources and compile. The English one holds only what differs from
# the sources: it is written by hand, and scripts/check_translations.py finds what is left over in it.
# (Babel leaves out folders such as _macros unless told which to ignore.) No line numbers, one line for each text, order of the alphabet: so that two people's changes merge.
set -euo pipefail
cd "$(dirname "$0")/.."

template=$(mktemp)
trap 'rm -f "$template"' EXIT
.venv/bin/pybabel --quiet extract -F babel.cfg -k _l -k _ -k _ln:1,2 -k lazy_gettext -k lazy_ngettext:1,2 \
  --ignore-dirs ".*" --no-location --no-wrap --sort-output --project "LEBENS-RAUM" --copyright-holder "" -o "$template" .
.venv/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
  -l de -i "$template" -o translations/de/LC_MESSAGES/messages.po
.venv/bin/pybabel --quiet compile -d translations
