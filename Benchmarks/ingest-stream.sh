#!/usr/bin/env bash
# A feed of any size through a pipe, never stored: what reading it costs, and that memory does not grow with it. Figures
# are of strata alone. Usage: ingest-stream.sh STRATA [SIZE …]; SIZE is of XML, as in 250M 2.5G 25G.
#
# TABLE=patients writes only that table, for disks without room for all (about a third of the XML); all records are read
# and checked all the same. GZIP=1 sends gzip, which its generator makes slower than strata reads it.
set -euo pipefail
strata=$1
shift
[ $# -gt 0 ] || set -- 250M 2.5G
cd "$(dirname "$0")"
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/stream
. ./measuring.sh
build_floor
make_home
trap 'rm -rf "$work/tables"' EXIT
bytes() { echo "$1" | awk '{ print $1 * (/G$/ ? 1e9 : /M$/ ? 1e6 : /k$/ ? 1e3 : 1) }'; }
options=(--jobs 2)
[ -z "${TABLE:-}" ] || options+=(--table "$TABLE")
echo "through a pipe${GZIP:+, in gzip}; tables written: ${TABLE:-all}"
printf '%8s %8s %8s %8s %9s %12s\n' "XML" "wall s" "CPU s" "CPU/wall" "peak MiB" "tables MiB"
for size in "$@"; do
    free=$(df -k --output=avail "$work" | tail -n 1)
    needed=$(awk -v b="$(bytes "$size")" 'BEGIN { printf "%d", b * 0.6 / 1024 }')
    if [ -z "${TABLE:-}" ] && [ "$free" -lt "$needed" ]; then
        echo "$size may need $((needed / 1048576)) GiB of tables in $work: set BENCH_FOLDER, or TABLE=patients" >&2
        exit 1
    fi
    figures=$("$work/feed" "$size" 1 ${GZIP:+gzip} | ingest registry-feed "${options[@]}" -)
    read -r wall cpu peak <<<"$figures"
    printf '%8s %8.2f %8.2f %8.2f %9.0f %12s\n' "$size" "$wall" "$cpu" "$(awk "BEGIN { print $cpu / $wall }")" "$peak" \
        "$(du -sm "$work/tables" | cut -f1)"
    rm -rf "$work/tables"
done
