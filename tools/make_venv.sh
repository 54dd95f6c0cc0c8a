#!/bin/sh
# Makes the virtual environment in $1 with exactly the locked dependencies.
set -eu
venv=$1
# Debian's python3 has venv but not ensurepip, which lives in a package of its own.
python3 -c 'import ensurepip, venv' 2>/dev/null || "$(dirname "$0")/install_packages.sh" python3-venv
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "rootout needs Python 3.11 or newer" >&2
    exit 2
}
[ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
"$venv/bin/pip" -qq --disable-pip-version-check install --require-hashes -r requirements/develop.txt
"$venv/bin/pip" -qq --disable-pip-version-check install --no-deps --no-build-isolation --editable .
