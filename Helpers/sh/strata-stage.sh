# Stages for Strata in shell: what speaks strata-stage/1 in JSON lines (Documentation/Stage-protocol.md).
#
# Copy this file beside your stage. It needs a POSIX shell and jq; the manifest says `protocol: lines`. A filter is given the
# rows of a part on standard input, a line each, as {"table": …, "row": {…}}, and writes rows of the same form:
#
#     . ./strata-stage.sh
#     filter() { jq -c 'select(.row.in_population) | …'; }
#     strata_main filter
#
# $STRATA_PARAMETERS holds the parameters as JSON, $STRATA_AS_OF the day, $STRATA_FILES the files of a feed stage as a list in
# JSON. What else is printed must go to standard error. Small tables only: at most 100,000 rows a part.

strata_main() {
    set -eu
    counts_in='{}' counts_out='{}'
    IFS= read -r hello
    STRATA_PARAMETERS=$(printf '%s' "$hello" | jq -c .parameters)
    STRATA_AS_OF=$(printf '%s' "$hello" | jq -r .as_of)
    STRATA_FILES=$(printf '%s' "$hello" | jq -c '.files // []')
    export STRATA_PARAMETERS STRATA_AS_OF STRATA_FILES
    printf '%s' "$hello" | jq -c '{type: "ready"} + .ready'
    : >part.in
    while IFS= read -r line; do
        case $line in
        '{"table"'*) printf '%s\n' "$line" >>part.in ;;
        *'"end_part"'*)
            # Nothing is written beside it while the filter works.
            (while sleep 5 >/dev/null 2>&1; do printf '{"type":"heartbeat"}\n'; done) &
            beat=$!
            status=0
            "$@" <part.in >part.out || status=$?
            kill "$beat" && wait "$beat" || :
            [ "$status" -eq 0 ] || exit "$status"
            counts_in=$(strata_count "$counts_in" <part.in)
            counts_out=$(strata_count "$counts_out" <part.out)
            cat part.out
            printf '%s\n' "$line"
            : >part.in
            ;;
        *'"end_input"'*) break ;;
        esac
    done
    printf '{"type":"done","rows_in":%s,"rows_out":%s}\n' "$counts_in" "$counts_out"
}

# Adds the rows of each table on standard input to counts in JSON.
strata_count() {
    jq -cn --argjson before "$1" 'reduce inputs.table as $name ($before; .[$name] += 1)'
}
