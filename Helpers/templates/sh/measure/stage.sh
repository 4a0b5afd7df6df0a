# Rows come as {"table": …, "row": {…}}, a line each, and go the same way.
. "$(dirname "$0")/strata-stage.sh"

filter() {
    months=$(printf '%s' "$STRATA_PARAMETERS" | jq -r '.window | split(" ")[0]')
    first=$(date -u -d "$STRATA_AS_OF -$months month +1 day" +%Y-%m-%d)
    jq -cn --arg first "$first" --arg last "$STRATA_AS_OF" '
        reduce inputs as $item ({people: [], seen: {}};
            if $item.table == "people" then (if $item.row.in_population then .people += [$item.row.person] else . end)
            elif $item.row.status == "attended" and $item.row.at[0:10] >= $first and $item.row.at[0:10] <= $last
            then .seen[$item.row.person | tostring] = true else . end)
        | .seen as $seen | .people[]
        | {table: "contributions", row: {person: ., indicator: "__ID__",
            numerator: (if $seen[tostring] then 1 else 0 end), denominator: 1}}'
}

strata_main filter
