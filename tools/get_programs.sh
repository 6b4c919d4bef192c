#!/bin/sh
# Tests drive the system's Chromium (without a window's own pages it is quicker) and start a Redis and an nginx, and README's commands call curl. Root on Debian gets what is
# missing installed; others are told. Never fails: without them only the tests that need them do, each with a sentence that says so.
set -u

missing=""
command -v curl >/dev/null || missing="curl"
{ command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null ||
    missing="$missing chromium-headless-shell"
command -v redis-server >/dev/null || missing="$missing redis-server"
{ command -v nginx || [ -x /usr/sbin/nginx ]; } >/dev/null || missing="$missing nginx-light"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing with apt-get: $missing ..."
    # shellcheck disable=SC2086
    apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends -y $missing >/dev/null && exit 0
fi
echo "Some tests need these programs; install them with your system's package manager: $missing" >&2
exit 0
