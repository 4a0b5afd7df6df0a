# What the benchmarks share, for scripts that stand in this folder. `strata` is the program that is measured, `work` the
# folder to work in.

# Builds the C programs of Floor/ into the folder.
build_floor() {
    mkdir -p "$work"
    make -s -C Floor OUT="$work" all
}

# Makes a synthetic borough and a home with mappings and a key, once.
make_borough() {
    [ -e "$work/made" ] && return
    "$strata" synth --people "$1" --seed 1 --out "$work" >&2
    make_home
    touch "$work/made"
}

make_home() { [ -e "$work/home" ] || "$strata" init "$work/home" >/dev/null 2>&1; }

# Runs a command and prints its wall seconds, CPU seconds and peak MiB; what it says goes to a log, which is shown when
# it fails.
measured() {
    if ! "$work/measure" "$work/figures" "$@" >"$work/out" 2>"$work/log"; then
        cat "$work/log" >&2
        return 1
    fi
    cat "$work/figures"
}

floor() { measured "$work/floor" sax "$@"; }

# Ingest alone: feeds to tables, quarantine and pseudonyms. Usage: ingest MAPPING [FILE | OPTION …]
# What an earlier round wrote is put aside and removed at the end: files removed just before cost those that are made
# (ext4 looks past inodes that were freed in the last seconds).
ingest() {
    if [ -e "$work/tables" ]; then mv "$work/tables" "$(mktemp -d "$work/before.XXXXXX")"; fi
    measured "$strata" feed read --mapping "../pipelines/mappings/$1.yaml" --out "$work/tables" \
        --pseudonym-key "$work/home/secrets/pseudonym.key" "${@:2}"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# Runs two functions in turn, which print three figures each, so many times after one round that does not count.
# Usage: in_pairs PAIRS FIRST SECOND
in_pairs() {
    local first second
    "$2" >/dev/null
    "$3" >/dev/null
    : >"$work/pairs"
    for _ in $(seq "$1"); do
        first=$("$2")
        second=$("$3")
        echo "$first $second" >>"$work/pairs"
    done
}

# The median of an expression of awk over the pairs.
of_pairs() { awk "{ print $1 }" "$work/pairs" | median; }

# A table of the pairs' medians. Usage: show_pairs FIRST SECOND, their names.
show_pairs() {
    printf '%-34s %8s %8s %8s %9s\n' "" "wall s" "CPU s" "CPU/wall" "peak MiB"
    printf '%-34s %8.2f %8.2f %8.2f %9.0f\n' \
        "$1" "$(of_pairs '$1')" "$(of_pairs '$2')" "$(of_pairs '$2 / $1')" "$(of_pairs '$3')" \
        "$2" "$(of_pairs '$4')" "$(of_pairs '$5')" "$(of_pairs '$5 / $4')" "$(of_pairs '$6')"
}

# The smallest and the largest of an expression of awk over the pairs.
range_of_pairs() {
    awk "{ print $1 }" "$work/pairs" | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f to %.2f", v[1], v[NR] }'
}
