#!/usr/bin/env bash
# One large file uses two cores: it is inflated beside the parser. The same command with all cores and held to one, in
# interleaved pairs, and the floor. Usage: ingest-file.sh STRATA [SIZE] [PAIRS]; SIZE is of XML, as in 250M.
set -euo pipefail
strata=$1 size=${2:-250M} pairs=${3:-5}
cd "$(dirname "$0")"
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/file-$size
. ./measuring.sh
build_floor
make_home
[ -e "$work/G85001.xml.gz" ] || {
    "$work/feed" "$size" 1 gzip >"$work/part"
    mv "$work/part" "$work/G85001.xml.gz"
}
every_core() { ingest registry-feed "$work/G85001.xml.gz"; }
one_core() { # its children inherit the one core that they may use
    printf '#!/bin/sh\nexec taskset -c 0 %q "$@"\n' "$strata" >"$work/on-one-core"
    chmod +x "$work/on-one-core"
    strata=$work/on-one-core ingest registry-feed "$work/G85001.xml.gz"
}
bare() { floor "$work/G85001.xml.gz"; }
echo "one file, pairs $pairs, $(du -h "$work/G85001.xml.gz" | cut -f1) in gzip," \
    "$("$work/floor" inflate "$work/G85001.xml.gz")"
in_pairs "$pairs" one_core every_core
show_pairs "held to one core" "on $(nproc) cores"
printf 'wall on one core / on %s: %.2f, %s\n' "$(nproc)" "$(of_pairs '$1 / $4')" "$(range_of_pairs '$1 / $4')"
printf 'cores busy: %.2f\n\n' "$(of_pairs '$5 / $4')"
in_pairs "$pairs" bare every_core
show_pairs "floor: inflate + SAX, C" "on $(nproc) cores"
printf 'CPU ratio, median of pairs: %.2f, %s\n' "$(of_pairs '$5 / $2')" "$(range_of_pairs '$5 / $2')"
rm -rf "$work/tables" "$work"/before.*
