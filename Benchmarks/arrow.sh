#!/usr/bin/env bash
# Reading and writing Arrow streams and files of contacts beside pyarrow, in turn, in memory (/dev/shm, or ARROW_FOLDER);
# medians of GB/s. Wants .build/python (Scripts/python-environment.sh). Usage: arrow.sh [BATCHES] [ROUNDS]; a batch of
# 250,000 rows has 14.6 MB, so that 70 of them make 1 GB.
set -euo pipefail
batches=${1:-70} rounds=${2:-7}
cd "$(dirname "$0")"
work=$(mktemp -d "${ARROW_FOLDER:-/dev/shm}/strata-arrow.XXXXXX")
trap 'rm -rf "$work"' EXIT
. ./measuring.sh
swift build -c release --package-path Arrow --product Throughput >&2
ours=$(swift build -c release --package-path Arrow --show-bin-path)/Throughput
theirs=(../.build/python/bin/python -B Arrow/throughput.py)
"$ours" write-stream "$work/sample" 1 >/dev/null
for kind in stream file; do
    for _ in $(seq 0 "$rounds"); do
        "$ours" "write-$kind" "$work/$kind" "$batches" >>"$work/ours-write-$kind"
        "$ours" "read-$kind" "$work/$kind" >>"$work/ours-read-$kind"
        "${theirs[@]}" "read-$kind" "$work/$kind" >>"$work/pyarrow-read-$kind"
        "${theirs[@]}" "checked-$kind" "$work/$kind" >>"$work/pyarrow-checked-$kind"
        rm "$work/$kind"
        "${theirs[@]}" "write-$kind" "$work/$kind" "$batches" "$work/sample" >>"$work/pyarrow-write-$kind"
        size=$(stat -c %s "$work/$kind")
        rm "$work/$kind"
    done
done
echo "$batches batches, $size bytes, $rounds rounds after one that does not count; $(uptime | sed 's/.*load/load/')"
printf '%-28s %8s %18s %9s\n' "" "GB/s" "range" "peak MiB"
for task in write-stream write-file read-stream read-file; do
    for who in ours pyarrow pyarrow-checked; do
        figures=$work/$who-$task
        [ "$who" = pyarrow-checked ] && figures=$work/pyarrow-checked-${task#*-}
        [ "$who $task" = "pyarrow-checked write-stream" ] || [ "$who $task" = "pyarrow-checked write-file" ] && continue
        tail -n +2 "$figures" >"$work/counted"
        printf '%-28s %8.2f %18s %9.0f\n' "$task, $who" "$(cut -d' ' -f1 "$work/counted" | median)" \
            "$(cut -d' ' -f1 "$work/counted" | sort -n | sed -n '1p;$p' | xargs printf '%.2f to %.2f')" \
            "$(cut -d' ' -f2 "$work/counted" | median)"
    done
done
