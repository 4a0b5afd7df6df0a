#!/usr/bin/env bash
# The whole nightly run against a bare C loop over the same files (inflate and libxml2's SAX parser, empty handlers), in
# interleaved pairs on a synthetic borough; medians. Usage: run.sh STRATA [PEOPLE] [PAIRS]
set -euo pipefail
strata=$1 people=${2:-${PEOPLE:-250000}} pairs=${3:-${PAIRS:-5}}
cd "$(dirname "$0")"
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/$people
. ./measuring.sh
build_floor
make_borough "$people"
nightly() { # a cold run: no state, no earlier release
    rm -rf "$work/state" "$work/releases" "$work/internal"
    measured "$strata" run ../pipelines/nightly.yaml --state "$work/state" \
        --set inbox="$work/inbox" --set reference="$work/reference" --set releases="$work/releases" \
        --set internal="$work/internal" --set pseudonym_key="$work/home/secrets/pseudonym.key"
}
bare() { floor "$work"/inbox/*; }
in_pairs "$pairs" bare nightly
echo "people $people, pairs $pairs, $(du -shL "$work/inbox" | cut -f1) of feeds," \
    "$("$work/floor" inflate "$work"/inbox/*)"
show_pairs "floor: inflate + SAX, C" "strata run, cold"
printf 'CPU ratio, median of pairs: %.2f, %s (at most 2.50)\n' "$(of_pairs '$5 / $2')" "$(range_of_pairs '$5 / $2')"
