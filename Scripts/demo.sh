#!/bin/sh
# The main job on a synthetic borough: make it, run the nightly pipeline, say what came out.
set -eu
strata=$1 people=$2 seed=$3
cd "$(dirname "$0")/.."
mkdir -p demo
"$strata" init demo/home >/dev/null
if [ "$(cat demo/made 2>/dev/null)" != "$people $seed" ]; then
    rm -rf demo/inbox demo/reference demo/made
    "$strata" synth --people "$people" --seed "$seed" --out demo
    echo "$people $seed" >demo/made
fi
release=$("$strata" run pipelines/nightly.yaml --state demo/state \
    --set inbox=demo/inbox --set reference=demo/reference --set releases=demo/releases --set internal=demo/internal \
    --set pseudonym_key=demo/home/secrets/pseudonym.key)
echo "release: $release"
echo
awk -f Scripts/release-table.awk "$release/indicators.csv"
