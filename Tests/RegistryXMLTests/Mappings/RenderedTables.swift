import Foundation
import RegistryXML
import Tables

extension MappedDocument {
    /// The rows of a table as text: the named columns, a bar between them, `-` for null, dates and times as ISO 8601.
    func rendered(_ table: String, _ columns: String...) -> [String] {
        guard let table = tables[table] else { return ["no such table"] }
        return (0..<table.count).map { row in
            columns.map { name in table[name].map { Self.rendered($0, row) } ?? "no such column" }
                .joined(separator: " | ")
        }
    }

    private static func rendered(_ column: Column, _ row: Int) -> String {
        guard column.isValid(row) else { return "-" }
        switch column.type {
        case .utf8, .dictionary: return column.text(row) ?? "-"
        case .date: return column.integer(row).map { day($0) } ?? "-"
        case .timestamp: return column.integer(row).map { time($0) } ?? "-"
        case .float64: return column.double(row).map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" } ?? "-"
        case .bool: return column.bool(row).map { "\($0)" } ?? "-"
        default: return column.integer(row).map { "\($0)" } ?? "-"
        }
    }

    static func day(_ number: Int64) -> String {
        let parts = CalendarDay(number: Int32(number)).parts
        return String(format: "%04d-%02d-%02d", parts.year, parts.month, parts.day)
    }

    static func time(_ seconds: Int64) -> String {
        let days = Int64((Double(seconds) / 86_400).rounded(.down))
        let rest = seconds - days * 86_400
        return day(days) + String(format: "T%02d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60)
    }
}

/// Real files written by others; they are no part of the project.
enum RealFiles {
    static let folder = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"]

    static func read(_ path: String, _ mapping: String) throws -> MappedDocument {
        try DocumentReader.read(
            "\(folder ?? "")/\(path)", Fixtures.mapping(mapping), pseudonymiser: PlainTokens(),
            options: ReadingOptions())
    }
}
