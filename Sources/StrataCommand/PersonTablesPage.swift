import StageKit

/// The page about the tables that a child stage of grain person is given, written from where they are declared.
enum PersonTablesPage {
    static let name = "tables-of-people.md"

    static var text: String {
        var text = """
            # Tables of people

            What a [child stage](../Stage-manifest.md) of grain `person` may read of the people of a part. It is given the \
            columns that its manifest names, and no others. There is no identifier, no pseudonym and no area of anybody: \
            `person` is a row number that means nothing outside of the part.

            A type with `?` may lack a value; a manifest that reads it says so. A column that is made of feeds must be in \
            the feeds of the pipeline, unless the manifest reads it with `?`.

            """
        for table in PersonTables.all {
            text += "\n## \(table.name)\n\n\(table.summary)"
            if let source = table.feedTable { text += " Made of `\(source)` of the feeds." }
            text += "\n\n| Column | Type | What it is | Made of |\n| --- | --- | --- | --- |\n"
            for column in table.columns {
                let type = column.field.type.rawValue + (column.field.isOptional ? "?" : "")
                let source = column.feedColumn.map { "`\($0.name)`" } ?? ""
                text += "| `\(column.field.name)` | \(type) | \(column.meaning) | \(source) |\n"
            }
        }
        let columns = Contributions.table.columns
        text += """

            ## What comes back

            A measure writes `\(Contributions.table.name)`: \(columns.map { "`\($0.name)` \($0.type.rawValue)" }
                .joined(separator: ", ")). A row is what one person adds to one indicator, in the indicator's units; at \
            most one row a person and indicator, in any order, and whoever has no row is in no denominator. `indicator` is \
            an id of the manifest. Neither amount is larger than 2^62, and neither is negative where the statistic is a \
            standardised one. What is added to a proportion lies between 0 and its denominator.

            Where that is not all, the manifest names the columns, and one or both of these behind them: `basis` \
            (dictionary?), `resident` for what counts where the person lives and not where they are registered, and \
            `practice` (dictionary?), the code of the practice that held something, as in `contacts`, for what counts there \
            alone; empty for a practice that is not known. Then there is at most one row a person, indicator, basis and \
            practice.

            An `annotate_…` stage writes `people`: `person` and the new columns, each person of the part at most once. \
            Whoever has no row has no value, which is a fault where the column is declared without `?`.

            """
        return text
    }
}
