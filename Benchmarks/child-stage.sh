#!/usr/bin/env bash
# What a person stage in a child process that does nothing adds to the nightly run: with and without it in interleaved
# pairs, beside pyarrow alone, which reads the same tables from a file and writes them to another; medians.
# Usage: child-stage.sh STRATA [PEOPLE] [PAIRS], with a python3 on the path that has pyarrow
set -euo pipefail
strata=$1 people=${2:-${PEOPLE:-250000}} pairs=${3:-${PAIRS:-9}}
cd "$(dirname "$0")"
work=${BENCH_FOLDER:-/tmp/strata-benchmark}/$people
. ./measuring.sh
build_floor
make_borough "$people"
house=$work/child
rm -rf "$house"
mkdir -p "$house/stages/measure_nothing"
cp ../Helpers/python/strata_stage.py "$house/stages/measure_nothing/"
cat >"$house/stages/measure_nothing/stage.yaml" <<'YAML'
strata-stage: 1
name: measure_nothing
version: 1
summary: Nothing, of everybody with all their contacts.
command: [python3, stage.py]
grain: person
accepts: [pseudonymous]
yields: aggregate
reads:
  people: {columns: {person: int64, sex: dictionary, age: int32, in_population: bool}}
  contacts:
    columns: {person: int64, at: timestamp, practice: dictionary?, staff: int32?, role: dictionary, mode: dictionary,
      urgency: dictionary, status: dictionary}
writes: {contributions: {}}
indicators: [{id: nothing, name: Nothing, statistic: count, polarity: neutral, unit: people, months: 0}]
limits: {memory: 2 GiB}
YAML
stage() { cat >"$house/stages/measure_nothing/stage.py"; }
sed "s|mapping: mappings/|mapping: $PWD/../pipelines/mappings/|" ../pipelines/nightly.yaml >"$house/without.yaml"
python3 - "$house" <<'PY'
import sys
text = open(sys.argv[1] + "/without.yaml").read()
text = text.replace("\n  indicators:", "\n  nothing: {uses: measure_nothing, from: people, grant: pseudonymous}\n\n  indicators:", 1)
place = text.index("from: [", text.index("\n  indicators:"))
open(sys.argv[1] + "/with.yaml", "w").write(text[:place] + "from: [nothing, " + text[place + 7:])
PY
nightly() {
    rm -rf "$work/state" "$work/releases" "$work/internal"
    measured "$strata" run "$house/$1.yaml" --state "$work/state" "${@:2}" \
        --set inbox="$work/inbox" --set reference="$work/reference" --set releases="$work/releases" \
        --set internal="$work/internal" --set pseudonym_key="$work/home/secrets/pseudonym.key"
}
# The tables as the stage gets them, once.
stage <<PY
import pyarrow.ipc as ipc
import strata_stage as strata

writers = {}

@strata.person
def dump(part, run):
    for name, table in part.tables.items():
        if name not in writers:
            options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
            writers[name] = ipc.new_stream("$house/" + name + ".arrows", table.schema, options=options)
        writers[name].write_table(table)
    return {"contributions": run.empty("contributions")}

strata.main()
PY
nightly with --jobs 1 >/dev/null
stage <<'PY'
import strata_stage as strata

@strata.person
def measure(part, run):
    return {"contributions": run.empty("contributions")}

strata.main()
PY
cat >"$house/alone.py" <<'PY'
import sys
import pyarrow as pa
import pyarrow.ipc as ipc

for name in ("people", "contacts"):
    with pa.OSFile(f"{sys.argv[1]}/{name}.arrows") as source, pa.OSFile(f"{sys.argv[1]}/{name}.out", "wb") as target:
        reader = ipc.open_stream(source)
        with ipc.new_stream(target, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
PY
without() { nightly without; }
with() { nightly with; }
alone() { measured python3 "$house/alone.py" "$house"; }
in_pairs "$pairs" without with
echo "people $people, pairs $pairs, $(du -ch "$house"/*.arrows | tail -1 | cut -f1) of tables"
show_pairs "strata run" "strata run, and a stage in Python"
added=$(of_pairs '$4 - $1')
in_pairs "$pairs" alone alone
printf 'added: %.2f s; pyarrow alone, start to end: %.2f s; ratio %.2f (at most 2.00)\n' \
    "$added" "$(of_pairs '$1')" "$(awk "BEGIN { print $added / $(of_pairs '$1') }")"
rm -rf "$house"
