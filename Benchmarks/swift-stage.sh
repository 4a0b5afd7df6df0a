#!/usr/bin/env bash
# A measure in Swift compiled in, and the same in a process of its own: nightly runs of both in interleaved pairs; medians.
# Usage: swift-stage.sh [PEOPLE] [PAIRS]; it builds Examples/OutsideStages for release
set -euo pipefail
people=${1:-${PEOPLE:-250000}} pairs=${2:-${PAIRS:-9}}
cd "$(dirname "$0")"
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/$people
products=${BENCH_FOLDER:-/tmp/strata-benchmark}/outside
swift build -c release --static-swift-stdlib --package-path ../Examples/OutsideStages --scratch-path "$products" >&2
strata=$products/release/house
. ./measuring.sh
build_floor
make_borough "$people"
house=$work/swift
rm -rf "$house"
mkdir -p "$house/stages/measure_outside"
"$products/release/measure_readmissions" --manifest "$products/release/measure_readmissions" |
    sed 's/^name: measure_readmissions/name: measure_outside/' >"$house/stages/measure_outside/stage.yaml"
python3 - "$house" "$PWD/../pipelines" <<'PY'
import sys
house, pipelines = sys.argv[1:]
text = open(pipelines + "/nightly.yaml").read().replace("mapping: mappings/", f"mapping: {pipelines}/mappings/")
for name, uses in (("inside", "measure_readmissions, from: people"),
                   ("outside", "measure_outside, from: people, grant: pseudonymous")):
    more = text.replace("\n  indicators:", f"\n  more: {{uses: {uses}}}\n\n  indicators:", 1)
    place = more.index("from: [", more.index("\n  indicators:"))
    open(f"{house}/{name}.yaml", "w").write(more[:place] + "from: [more, " + more[place + 7:])
PY
nightly() {
    rm -rf "$work/state" "$work/releases" "$work/internal"
    measured "$strata" run "$house/$1.yaml" --state "$work/state" \
        --set inbox="$work/inbox" --set reference="$work/reference" --set releases="$work/releases" \
        --set internal="$work/internal" --set pseudonym_key="$work/home/secrets/pseudonym.key"
}
inside() { nightly inside; }
outside() { nightly outside; }
in_pairs "$pairs" inside outside
echo "people $people, pairs $pairs"
show_pairs "compiled in" "in a process of its own"
printf 'added: %.2f s\n' "$(of_pairs '$4 - $1')"
rm -rf "$house"
