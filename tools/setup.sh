#!/bin/sh
# Create .venv where it is missing and install the pinned requirements named by the arguments.
set -eu

if [ ! -x .venv/bin/python ]; then
    command -v "$PYTHON" >/dev/null || {
        echo "Python 3.11 is needed, and '$PYTHON' was not found: install it, or name it with 'make PYTHON=/path/to/python3.11'." >&2
        exit 1
    }
    version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ "$version" = 3.11 ] || {
        echo "Python 3.11 is needed, and '$PYTHON' is $version: install it, or name it with 'make PYTHON=/path/to/python3.11'." >&2
        exit 1
    }
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || {
        echo "Python's venv module is needed, and '$PYTHON' lacks it: on Debian and Ubuntu install python3.11-venv." >&2
        exit 1
    }
    "$PYTHON" -m venv .venv
fi
# pip shows its progress to a person, and nothing to a log
quiet=-qq
[ -t 1 ] && quiet=
for file in "$@"; do
    echo "Installing $file into .venv (the first time takes minutes) ..."
    .venv/bin/python -m pip install $quiet --disable-pip-version-check -r "$file" -c constraints.txt
done
.venv/bin/python -m pip install $quiet --disable-pip-version-check --no-deps -e .
