#!/usr/bin/env bash
# See to it that the PostgreSQL server programs and Chromium are there, which the tests start themselves, and in CI Java.
# `ensure_test_tools.sh [postgresql] [browser] [java]`; by default the first two, and java where CI=true. DB=sqlite and
# BROWSER=off say that one is not wanted. Without Java the HTML checker is left out, with a word; in CI nothing is.
set -euo pipefail

main() {
  local missing=() wanted="${*:-postgresql browser${CI:+ java}}"
  if [[ $wanted == *postgresql* && ${DB:-both} != sqlite ]] && ! has_postgresql; then
    missing+=(postgresql)
  fi
  if [[ $wanted == *browser* && ${BROWSER:-on} != off ]] && ! has_chromium; then
    missing+=(browser)
  fi
  if [[ $wanted == *java* ]] && ! command -v java >/dev/null; then
    missing+=(default-jre-headless)
  fi
  [ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
}

has_postgresql() {
  local initdb
  for initdb in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb; do
    [ -x "$initdb" ] && [ "$("$initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 13 ] && return
  done
  return 1
}

has_chromium() {
  command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

install() {
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    set -- "${@/browser/chromium}"
    echo "Tests need: $*. Install with: sudo apt-get install $* (or narrow the run: DB=sqlite, BROWSER=off)." >&2
    exit 1
  fi
  echo "→ Installing for the tests: $*"
  apt_install "$@" || { sleep 5 && apt_install "$@"; } || {
    echo "apt-get could not install $*: see /tmp/lebens-raum-apt.log." >&2
    exit 1
  }
}

# Server packages would start a cluster of their own: the suite starts one, so Debian's is told not to.
apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  {
    apt-get update
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    apt-get install -y --no-install-recommends "${@/browser/$(browser_package)}"
  } >>/tmp/lebens-raum-apt.log 2>&1 </dev/null
}

# Debian has one without windows, which the suite runs through with less; elsewhere the whole one will do.
browser_package() {
  if apt-cache show chromium-headless-shell >/dev/null 2>&1; then echo chromium-headless-shell; else echo chromium; fi
}

main "$@"
