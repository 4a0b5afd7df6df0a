#!/bin/sh
# Installs the Debian packages that building and testing need, where they are missing. Nothing is fetched otherwise.
set -eu
wanted="libxml2-dev zlib1g-dev libisal-dev pkg-config"
# The tests also want a validator for the feeds' XSD, and Python for the independent reference calculation and for
# an environment of their own; R and jq are for stages in those languages.
[ "${1:-}" = "tests" ] && wanted="$wanted libxml2-utils python3 python3-venv r-base-core r-cran-jsonlite jq"
missing=""
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
# pkgconf serves as pkg-config, and a python3 from elsewhere as Debian's.
for pair in pkg-config:pkg-config python3:python3 libxml2-utils:xmllint; do
    if command -v "${pair#*:}" >/dev/null 2>&1; then
        missing=$(echo "$missing " | sed "s/ ${pair%%:*} / /")
    fi
done
if python3 -c 'import ensurepip, venv' >/dev/null 2>&1; then
    missing=$(echo "$missing " | sed "s/ python3-venv / /")
fi
missing=$(echo $missing)
[ -z "$missing" ] && exit 0
echo "installing: $missing" >&2
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq >&2
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing >&2
