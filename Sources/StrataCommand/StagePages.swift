import PipelineFile
public import StageKit

/// The pages of the stages: one Markdown file a stage, and an index by family.
public enum StagePages {
    /// A file and what it holds.
    public struct Page: Sendable, Hashable {
        public let name: String
        public let text: String
    }

    /// The index, `README.md`, the page about tables of people, then a page for every stage in the order of the families.
    public static func render(_ families: [StageFamily]) -> [Page] { render(StageCatalogue(families)) }

    /// The same of the stages of a catalogue.
    static func render(_ catalogue: StageCatalogue) -> [Page] {
        [
            Page(name: "README.md", text: index(catalogue)),
            Page(name: PersonTablesPage.name, text: origin + "\n" + PersonTablesPage.text),
        ] + catalogue.entries.map(page)
    }

    /// The page of one stage.
    static func page(_ entry: StageCatalogue.Entry) -> Page {
        Page(name: entry.descriptor.name + ".md", text: page(StageSheet(entry)))
    }

    private static let origin = "<!-- Written by `strata stage docs` from the stages themselves. -->\n"

    private static func index(_ catalogue: StageCatalogue) -> String {
        var text = "\(origin)\n# Stages\n\nIn the order in which data meets them.\n"
        for family in catalogue.families {
            text += "\n## \(family.name)\n\n\(family.summary)\n\n| Stage | What it does |\n| --- | --- |\n"
            for entry in catalogue.entries where entry.family == family.name {
                let descriptor = entry.descriptor
                text += "| [`\(descriptor.name)`](\(descriptor.name).md) | \(cell(descriptor.summary)) |\n"
            }
        }
        text += "\nStages in other languages are given [tables of people](\(PersonTablesPage.name)).\n"
        return text
    }

    private static func page(_ sheet: StageSheet) -> String {
        let descriptor = sheet.descriptor
        var text = "\(origin)\n# \(descriptor.name)\n\n\(descriptor.summary)\n"
        if !descriptor.details.isEmpty { text += "\n\(descriptor.details)\n" }
        text +=
            "\nFamily \(sheet.entry.family), version \(descriptor.version). Takes \(sheet.takes), gives \(sheet.gives); "
        text += "works on \(sheet.grain).\n"
        if let process = sheet.process { text += "\n\(process)\n" }
        text += "\n## Options\n\n"
        if descriptor.options.isEmpty {
            text += "None.\n"
        } else {
            text += "| Option | Type | Default | Meaning |\n| --- | --- | --- | --- |\n"
            for option in descriptor.options {
                let fallback = StageSheet.fallback(of: option)
                let shown = option.defaultText == nil || option.defaultText == "" ? fallback : "`\(fallback)`"
                let type = cell(StageSheet.bounds(of: option))
                text += "| `\(option.name)` | \(type) | \(cell(shown)) | \(cell(option.help)) |\n"
            }
        }
        text += tables(sheet)
        if !descriptor.indicators.isEmpty {
            text += "\n## Indicators\n\n| Id | Name | Statistic | Unit | Polarity | Source |\n"
            text += "| --- | --- | --- | --- | --- | --- |\n"
            for indicator in descriptor.indicators {
                let words = [
                    indicator.name, indicator.statistic.rawValue, indicator.unit, indicator.polarity.rawValue,
                    indicator.source,
                ]
                text += "| `\(indicator.id)` | \(words.map(cell).joined(separator: " | ")) |\n"
            }
        }
        for example in descriptor.examples {
            text += "\n## Example: \(example.title)\n\n```\n\(example.given)\n```\n\nAs of \(example.asOf):\n\n"
            text += "```\n\(example.then)\n```\n"
        }
        return text
    }

    private static func tables(_ sheet: StageSheet) -> String {
        var text = ""
        if !sheet.reads.isEmpty {
            text += "\n## Reads\n\nA column with `?` may be missing.\n\n| Table | | Columns |\n| --- | --- | --- |\n"
            for table in sheet.reads {
                text +=
                    "| `\(table.name)` | \(StageSheet.remarks(table)) | \(cell(StageSheet.columns(table.columns))) |\n"
            }
        }
        if !sheet.descriptor.writes.isEmpty {
            text += "\n## Writes\n\n| Table | Columns |\n| --- | --- |\n"
            for table in sheet.descriptor.writes {
                text += "| `\(table.name)` | \(cell(StageSheet.columns(table.columns))) |\n"
            }
        }
        return text
    }

    /// Text that may stand in a cell of a Markdown table.
    private static func cell(_ text: String) -> String {
        text.split(separator: "\n").joined(separator: " ").split(separator: "|", omittingEmptySubsequences: false)
            .joined(separator: "\\|")
    }
}
