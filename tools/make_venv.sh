#!/bin/sh
# Makes the virtual environment given as the first argument, with the newest Python from 3.11 on.
# On Debian the modules venv and ensurepip are a package of their own; root installs it, others are told its name.
set -eu
venv=$1

suitable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
complete() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

[ -x "$venv/bin/python" ] && suitable "$venv/bin/python" && "$venv/bin/python" -c 'import pip' 2>/dev/null && exit 0

python=""
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if suitable "$name" && { [ -z "$python" ] || { ! complete "$python" && complete "$name"; }; }; then
        python=$name
    fi
done

if [ -z "$python" ]; then
    fail "mlpscope needs Python 3.11 or newer; none was found among python3 and python3.11 to python3.14." \
        "Install it (Debian 12 and later, Ubuntu 24.04 and later: apt-get install python3 python3-venv) and try again."
fi

if ! complete "$python"; then
    package="$("$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package ..."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends -y "$package" >/dev/null
    else
        fail "$python has no venv module. Install it (Debian and Ubuntu: sudo apt-get install $package) and try again."
    fi
fi

rm -rf "$venv"
"$python" -m venv "$venv"
