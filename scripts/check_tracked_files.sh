#!/usr/bin/env bash
# No tracked file names a package registry's address (lock files of one machine would not work on the next) or a folder
# of somebody's machine, and nothing third-party is committed.
set -euo pipefail
cd "$(dirname "$0")/.."

found=0
report() {
  found=1
  echo "$1"
}

# The patterns are cut in two so that this file does not find itself.
hosts='registry\.npm''js|files\.python''hosted|pypi\.''org/simple|index''-url +http|"resolved": *"http'
paths='/work''/|/home''/[a-z]+/|/Users''/[A-Za-z]+/|/root''/'
lines=$(git grep -nIE "$hosts" -- . || true)
[ -z "$lines" ] || report "Registry addresses in tracked files:
$lines"
lines=$(git grep -nIE "(^|[^A-Za-z0-9_.-])($paths)" -- . ':!migrations' || true)
[ -z "$lines" ] || report "Machine paths in tracked files:
$lines"
lines=$(git ls-files -- node_modules .venv static/dist static/vendor instance '*.mo')
[ -z "$lines" ] || report "Files that set-up makes are tracked:
$lines"
exit "$found"
