# A short table of a release: population by scale with its band, and continuity with its gap by locality.

# The cells of a line of RFC 4180, without line breaks inside cells, into `cell`.
function cells(line,    n, i, c, quoted, text) {
    n = 0; quoted = 0; text = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (quoted) {
            if (c == "\"" && substr(line, i + 1, 1) == "\"") { text = text c; i++ }
            else if (c == "\"") quoted = 0
            else text = text c
        } else if (c == "\"") quoted = 1
        else if (c == ",") { cell[++n] = text; text = "" }
        else text = text c
    }
    cell[++n] = text
    return n
}
function at(name) { return cell[place[name]] }
function shown(value, format) { return value == "" ? "–" : sprintf(format, value) }
function band(scale, low, high) { from[scale] = low; to[scale] = high }
BEGIN {
    band("Community", 0, 14000); band("Locality", 30000, 100000); band("Borough", 150000, 350000)
    basis["Community"] = "resident"; basis["Locality"] = basis["Borough"] = "registered"
}
{ sub(/\r$/, "") }
NR == 1 { n = cells($0); for (i = 1; i <= n; i++) place[cell[i]] = i; next }
$1 !~ /^(population|continuity-upc)/ { next }
{
    cells($0)
    type = at("Area Type"); id = at("Indicator ID")
    whole = at("Sex") == "Persons" && at("Age") == "All ages" && at("Category Type") == ""
    if (id == "population" && whole && at("Population basis") == basis[type] && at("Value") != "") {
        count[type]++; value = at("Value") + 0
        if (least[type] == "" || value < least[type]) least[type] = value
        if (value > most[type]) most[type] = value
        if (value < from[type] || value > to[type]) outside[type]++
    }
    if (type == "Locality" && at("Population basis") == "registered") {
        area = at("Area Code")
        if (id == "continuity-upc" && whole) { order[++areas] = area; name[area] = at("Area Name"); upc[area] = at("Value") }
        if (id == "continuity-upc" && at("Category") == "1") worst[area] = at("Value")
        if (id == "continuity-upc" && at("Category") == "5") best[area] = at("Value")
        if (id == "continuity-upc-gap-absolute") {
            gap[area] = at("Value"); low[area] = at("Lower CI 95.0 limit"); high[area] = at("Upper CI 95.0 limit")
        }
    }
}
END {
    printf "%-10s %5s %22s %19s %12s\n", "scale", "areas", "population", "band", "out of band"
    split("Community Locality Borough", scales, " ")
    for (i = 1; i <= 3; i++) {
        s = scales[i]
        if (!count[s]) continue
        printf "%-10s %5d %22s %19s %12d\n", s, count[s], least[s] == most[s] ? least[s] : least[s] " to " most[s], from[s] " to " to[s], outside[s]
    }
    printf "\n%-28s %7s %8s %8s   %s\n", "usual provider of care", "all", "most", "least", "gap, most deprived fifth"
    printf "%-28s %7s %8s %8s   %s\n", "by locality (registered)", "", "deprived", "deprived", "to the rest (95% limits)"
    for (i = 1; i <= areas; i++) {
        a = order[i]
        limits = low[a] == "" ? "" : sprintf(" (%.3f to %.3f)", low[a], high[a])
        printf "%-28s %7s %8s %8s   %s%s\n", name[a], shown(upc[a], "%.3f"), shown(worst[a], "%.3f"), shown(best[a], "%.3f"), shown(gap[a], "%+.3f"), limits
    }
}
