#!/usr/bin/env bash
# The whole nightly run against a bare C loop over the same files (inflate and libxml2's SAX parser, empty handlers), in
# interleaved pairs on a synthetic borough; medians. Usage: run.sh STRATA [PEOPLE] [PAIRS]
set -euo pipefail
strata=$1 people=${2:-${PEOPLE:-250000}} pairs=${3:-${PAIRS:-5}}
cd "$(dirname "$0")"
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/$people
mkdir -p "$work"
make -s -C Floor OUT="$work" all
if [ ! -e "$work/made" ]; then
    "$strata" synth --people "$people" --seed 1 --out "$work" >&2
    "$strata" init "$work/home" >/dev/null
    touch "$work/made"
fi
nightly() { # a cold run: no state, no earlier release
    rm -rf "$work/state" "$work/releases" "$work/internal"
    "$work/measure" "$work/figures" "$strata" run ../pipelines/nightly.yaml --state "$work/state" \
        --set inbox="$work/inbox" --set reference="$work/reference" --set releases="$work/releases" \
        --set internal="$work/internal" --set pseudonym_key="$work/home/secrets/pseudonym.key" "$@" >/dev/null 2>"$work/log"
    cat "$work/figures"
}
floor() {
    "$work/measure" "$work/figures" "$work/floor" sax "$work"/inbox/* >"$work/floor.out"
    cat "$work/figures"
}
floor >/dev/null
nightly >/dev/null
: >"$work/pairs"
for _ in $(seq "$pairs"); do echo "$(floor) $(nightly)" >>"$work/pairs"; done
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
column() { awk -v c="$1" '{ print $c }' "$work/pairs" | median; }
ratio=$(awk '{ print $5 / $2 }' "$work/pairs" | median)
echo "people $people, pairs $pairs, $(du -shL "$work/inbox" | cut -f1) of feeds, $(tail -n 1 "$work/floor.out")"
printf '%-28s %8s %8s %10s\n' "" "wall s" "CPU s" "peak MiB"
printf '%-28s %8.2f %8.2f %10.0f\n' "floor: inflate + SAX, C" "$(column 1)" "$(column 2)" "$(column 3)"
printf '%-28s %8.2f %8.2f %10.0f\n' "strata run, cold" "$(column 4)" "$(column 5)" "$(column 6)"
printf 'CPU ratio, median of pairs: %.2f (at most 2.50)\n' "$ratio"
