#!/bin/sh
# Browser tests drive the system's Chromium. Where there is none, root on Debian installs it; others are told how.
# Never fails: without Chromium only the tests of the page fail, each with a sentence that says so.
set -u

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium ..."
    apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends -y chromium >/dev/null && exit 0
fi
echo "There is no Chromium here, and the browser tests need it: install it with your system's package manager." >&2
exit 0
