#!/usr/bin/env bash
# Ingest alone (feeds to tables, quarantine and pseudonyms) against the bare C loop over the same files, in interleaved
# pairs on the synthetic borough of run.sh; medians. Usage: ingest.sh STRATA [PEOPLE] [PAIRS] [JOBS]
set -euo pipefail
strata=$1 people=${2:-${PEOPLE:-250000}} pairs=${3:-${PAIRS:-5}} jobs=${4:-$(nproc)}
cd "$(dirname "$0")"
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/$people
. ./measuring.sh
build_floor
make_borough "$people"
bare() { floor "$work"/inbox/*; }
tables() { ingest registry-feed --jobs "$jobs" "$work"/inbox/*; }
in_pairs "$pairs" bare tables
size=$(du -sh "$work/tables" | cut -f1)
rm -rf "$work/tables" "$work"/before.*
echo "people $people, pairs $pairs, $(du -shL "$work/inbox" | cut -f1) of feeds, $size of tables," \
    "$("$work/floor" inflate "$work"/inbox/*)"
show_pairs "floor: inflate + SAX, C" "strata feed read --out, $jobs jobs"
printf 'CPU ratio, median of pairs: %.2f, %s (at most 1.60)\n' "$(of_pairs '$5 / $2')" "$(range_of_pairs '$5 / $2')"
