#!/usr/bin/env bash
# Ingest of real formats against the bare C loop, in interleaved pairs; medians. The files are real ones multiplied to a
# size; they are not in the repository. Usage: formats.sh STRATA REAL_FEEDS [PAIRS], or with STRATA_REAL_FEEDS set,
# formats.sh STRATA. MEGABYTES=200 is the size, FORMATS="fhir-r4 naaccr gpdata-extract" which.
set -euo pipefail
strata=$1 feeds=${2:-${STRATA_REAL_FEEDS:?set STRATA_REAL_FEEDS to the folder of real feeds}} pairs=${3:-5}
cd "$(dirname "$0")"
megabytes=${MEGABYTES:-200}
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/formats-$megabytes
. ./measuring.sh
build_floor
make_home
for format in ${FORMATS:-fhir-r4 naaccr gpdata-extract}; do
    file=$work/$format.xml.gz
    [ -e "$file" ] || {
        python3 multiply.py "$format" "$feeds" "$megabytes" "$work/part" >&2
        mv "$work/part" "$file"
    }
    bare() { floor "$file"; }
    tables() { ingest "$format" "$file"; }
    in_pairs "$pairs" bare tables
    echo "$format, pairs $pairs, $(du -h "$file" | cut -f1) in gzip, $("$work/floor" inflate "$file")"
    show_pairs "floor: inflate + SAX, C" "strata feed read --out"
    printf 'CPU ratio, median of pairs: %.2f, %s (at most 2.00)\n' "$(of_pairs '$5 / $2')" "$(range_of_pairs '$5 / $2')"
    tr -d '\n' <"$work/tables/$format/document.json" | sed 's/.*"tables": *//; s/  */ /g; s/}, "filled".*/}/'
    echo
    rm -rf "$work/tables" "$work"/before.*
done
