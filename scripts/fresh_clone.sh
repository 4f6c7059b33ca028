#!/usr/bin/env bash
# What a newcomer meets: clone HEAD into an empty folder with an empty HOME, `make run`, wait for the page, start again.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && git rev-parse --show-toplevel)
folder=$(mktemp -d)
port=${PORT:-$((20000 + RANDOM % 20000))}
pid=

main() {
  trap clean_up EXIT
  git clone --quiet --no-hardlinks "$source" "$folder/site"
  mkdir "$folder/home"
  try_run "First start" "${FIRST_LIMIT:-300}"
  try_run "Second start" "${SECOND_LIMIT:-5}"
}

# try_run TITLE SECONDS: `make run` answers within that time.
try_run() {
  local begin now log="$folder/log"
  begin=$(now_ms)
  (cd "$folder/site" && exec env HOME="$folder/home" PORT="$port" setsid make run) >"$log" 2>&1 </dev/null &
  pid=$!
  until curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$port/"; do
    now=$(now_ms)
    if ! kill -0 "$pid" 2>/dev/null || [ $(((now - begin) / 1000)) -ge "$2" ]; then
      cat "$log"
      echo "$1: no page after $(((now - begin) / 1000)) s (limit $2 s)"
      exit 1
    fi
    sleep 0.1
  done
  now=$(now_ms)
  cat "$log"
  printf '%s: the page answers after %d.%d s\n' "$1" $(((now - begin) / 1000)) $(((now - begin) % 1000 / 100))
  stop_site
}

now_ms() {
  python3 -c 'import time; print(int(time.time() * 1000))'
}

# setsid made the site a process group of its own: the whole group ends.
stop_site() {
  [ -n "$pid" ] || return 0
  kill -TERM -- "-$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  pid=
}

clean_up() {
  stop_site
  rm -rf "$folder"
}

main
