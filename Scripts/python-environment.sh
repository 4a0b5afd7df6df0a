#!/bin/sh
# Makes .build/python, the tests' own Python with the software that others read our Arrow files with, where it is missing
# or of other versions. Without a package index the tests that need it are reported as skipped.
set -eu
cd "$(dirname "$0")/.."
wanted="pyarrow==26.0.1 polars==2.1.0"
folder=.build/python
[ "$(cat "$folder/wanted" 2>/dev/null || true)" = "$wanted" ] && exit 0
echo "making $folder: $wanted" >&2
mkdir -p .build
rm -rf "$folder"
# shellcheck disable=SC2086
if python3 -m venv "$folder" >&2 && "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
    --only-binary :all: $wanted >&2; then
    echo "$wanted" >"$folder/wanted"
else
    rm -rf "$folder"
    echo "no $folder: the tests against pyarrow and polars are skipped" >&2
fi
