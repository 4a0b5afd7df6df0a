import Glibc
import StageKit

@testable import Publishing

/// A row of a community, a practice or a borough, without figures.
func row(
    _ indicator: String = "access-no-contact", area: String = "C1", statistic: IndicatorStatistic = .proportion,
    polarity: Polarity = .lowerIsBetter, basis: Basis = .resident, breakdown: Breakdown? = nil, category: Int = 0,
    value: Double? = nil, limits: (Double, Double)? = nil
) -> IndicatorRow {
    let scale = area.hasPrefix("P") ? 0 : area.hasPrefix("C") ? 1 : area.hasPrefix("L") ? 2 : 3
    var row = IndicatorRow(
        indicator: indicator, name: "People without a contact", statistic: statistic, unit: "proportion",
        polarity: polarity, areaCode: area, areaName: "Area \(area)",
        scale: ["practice", "community", "locality", "borough"][scale], scaleOrder: scale,
        parentCode: scale == 3 ? "" : "B1", parentName: scale == 3 ? "" : "Borough", topCode: "B1", basis: basis,
        breakdown: breakdown, category: category, periodStart: day("2025-11-21"), periodEnd: day("2026-11-20"),
        months: 12, figures: Figures(count: 0, denominator: 0, people: 0), countPeople: 0, people: 0)
    row.value = value
    row.limits95 = limits.flatMap { Interval(lower: $0.0, upper: $0.1) }
    return row
}

/// A day; the text is one.
func day(_ text: String) -> CalendarDay { CalendarDay(text) ?? CalendarDay(number: 0) }

/// A run as of 20 November 2026.
func run(
    _ id: String = "0123456789abcdef", pipeline: String = "nightly", asOf: String = "2026-11-20"
) -> RunDescription {
    RunDescription(
        pipeline: pipeline, title: "Borough indicators", publisher: "The borough", asOf: day(asOf), id: id,
        stages: [.init(key: "release", name: "write_release", version: 1)], skippedFeeds: ["b.xml"])
}

/// Rows as a stage is given them.
func inputs(_ rows: [IndicatorRow], _ sensitivity: Sensitivity, gaps: [IndicatorRow] = []) -> StageInputs {
    StageInputs(tables: [
        "indicators": [IndicatorTable.table(rows, sensitivity: sensitivity)],
        "gaps": [IndicatorTable.table(gaps, sensitivity: sensitivity)],
    ])
}

/// A folder of a test's own, removed when it is let go of.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/publishing-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileOperation.fault("make folder", "/tmp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileOperation.remove(path) }

    /// The permission bits of what lies in the folder.
    func mode(_ name: String = "") -> mode_t {
        var status = stat()
        return lstat(path + "/" + name, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    /// Everything below, files and links with what they hold, folders alone.
    func contents(_ name: String = "") throws -> [String: String] {
        var all: [String: String] = [:]
        for entry in try FileOperation.names(in: path + "/" + name) {
            let inner = name.isEmpty ? entry : name + "/" + entry
            if let target = FileOperation.target(ofLink: path + "/" + inner) {
                all[inner] = "-> " + target
            } else if mode(inner) != 0, let bytes = try? FileOperation.read(path + "/" + inner) {
                all[inner] = String(decoding: bytes, as: UTF8.self)
            } else {
                all[inner] = ""
                all.merge(try contents(inner)) { $1 }
            }
        }
        return all
    }
}
