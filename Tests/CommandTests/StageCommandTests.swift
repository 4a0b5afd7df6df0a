import StageKit
import StrataCommand
import Testing

@Suite struct StageCommandTests {
    @Test func listIsATable() async throws {
        let result = try await Scratch().run("stage", "list")
        #expect(result.status == 0)
        #expect(
            result.out == """
                FAMILY  STAGE           WHAT IT DOES
                Fakes   read_csv        Reads a table.
                Fakes   measure_visits  How often people come.

                """)
    }

    @Test func describeSaysWhatMayBeSet() async throws {
        let result = try await Scratch().run("stage", "describe", "read_csv")
        #expect(
            result.out == """
                read_csv, version 3, family Fakes

                Reads a table.

                One heading, then rows.

                Takes files, gives aggregate tables; works on everything in one piece.

                Options
                  file: path; default: must be given
                      The file to read.
                  rows: integer, at least 1; default: 10
                      At most so many rows.

                Writes
                  areas  code utf8, name utf8?

                """)
    }

    @Test func describeShowsIndicatorsAndExamples() async throws {
        let out = try await Scratch().run("stage", "describe", "measure_visits").out
        #expect(
            out.contains(
                "Takes pseudonymous tables, gives aggregate tables; works on any split of the people, each person whole.\n"
            ))
        #expect(out.contains("Reads\n  people\n  contacts  may be missing  at timestamp\n"))
        #expect(
            out.contains("Indicators\n  visits  Visits a person | a year  mean  visits  no judgement  Invented 2026\n"))
        #expect(
            out.contains(
                "Example: Two visits\n  person | at\n  p1     | 2026-03-04 09:10\n  as of 2026-06-30:\n    visits: 1 / 1\n"
            ))
    }

    @Test func anUnknownStageGetsTheNearestName() async throws {
        let result = try await Scratch().run("stage", "describe", "read_cvs")
        #expect(result.status == 2)
        #expect(
            result.error == """
                error: there is no stage 'read_cvs'
                hint: did you mean 'read_csv'? 'strata stage list' lists all stages

                """)
    }

    @Test func docsWritesEveryPage() async throws {
        let scratch = try Scratch()
        let result = await scratch.run("stage", "docs")
        #expect(result.status == 0)
        #expect(result.out == "Documentation/Stages\n")
        let pages = StagePages.render([.fakes])
        #expect(pages.map(\.name) == ["README.md", "tables-of-people.md", "read_csv.md", "measure_visits.md"])
        for page in pages { #expect(try scratch.text("Documentation/Stages/" + page.name) == page.text) }
    }

    @Test func pagesAreMarkdown() throws {
        let pages = StagePages.render([.fakes])
        #expect(
            pages[0].text == """
                <!-- Written by `strata stage docs` from the stages themselves. -->

                # Stages

                In the order in which data meets them.

                ## Fakes

                Stages for tests.

                | Stage | What it does |
                | --- | --- |
                | [`read_csv`](read_csv.md) | Reads a table. |
                | [`measure_visits`](measure_visits.md) | How often people come. |

                Stages in other languages are given [tables of people](tables-of-people.md).

                """)
        #expect(pages[2].text.contains("| `rows` | integer, at least 1 | `10` | At most so many rows. |\n"))
        #expect(pages[2].text.contains("| `file` | path | must be given | The file to read. |\n"))
        #expect(
            pages[3].text.contains(
                "| `visits` | Visits a person \\| a year | mean | visits | no judgement | Invented 2026 |\n"))
    }

    @Test func thePageOfTablesNamesEveryColumn() throws {
        let text = StagePages.render([.fakes])[1].text
        #expect(text.contains("\n## observations\n"))
        #expect(text.contains("| `minutes` | int32? | How long it took. | `minutes` |\n"))
        #expect(text.contains("| `day` | date | The day it was made. | `at` |\n"))
        for table in PersonTables.all {
            for column in table.columns { #expect(text.contains("| `\(column.field.name)` | ")) }
        }
    }

    @Test func schemaIsTheAnswer() async throws {
        let result = try await Scratch().run("schema")
        #expect(result.status == 0)
        #expect(result.out.hasPrefix("{\n  \"$schema\": "))
        #expect(result.error == "")
    }
}
