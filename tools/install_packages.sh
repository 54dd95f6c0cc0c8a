#!/bin/sh
# Installs the Debian packages named as arguments, those that are missing only.
set -eu
missing=""
for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "as root: apt-get install$missing" >&2; exit 2; }
    elevate=sudo
fi
# A daemon of a package must not start on the machine that only builds the lab.
# shellcheck disable=SC2086 # the list is to be split
${elevate:-} env DEBIAN_FRONTEND=noninteractive apt-get -qq update
# shellcheck disable=SC2086
${elevate:-} env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
