#!/bin/sh
# The release binary does the main job on a small borough: what `make demo` does, with nothing kept.
set -eu
strata=$1
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$strata" init "$folder/home" >/dev/null
"$strata" synth --people 5000 --seed 1 --out "$folder" >/dev/null
release=$("$strata" run pipelines/nightly.yaml --state "$folder/state" \
    --set inbox="$folder/inbox" --set reference="$folder/reference" --set releases="$folder/releases" \
    --set internal="$folder/internal" --set pseudonym_key="$folder/home/secrets/pseudonym.key" 2>"$folder/log") || {
    cat "$folder/log" >&2
    exit 1
}
awk -f Scripts/release-table.awk "$release/indicators.csv"
