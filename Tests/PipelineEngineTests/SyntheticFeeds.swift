import StageKit

@testable import PipelineEngine

/// Feeds made by hand for the engine's tests: identifiers, tokens and headers, no events.
enum SyntheticFeeds {
    static func day(_ text: String) -> CalendarDay { CalendarDay(text) ?? CalendarDay(number: 0) }

    /// A token of 32 hex digits that stands for a number.
    static func token(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    /// One extract; `patients` are pairs of a local identifier and the number of a token (`nil` for none).
    static func feed(
        _ source: String, _ sequence: Int64, _ content: FeedHeader.Content, _ patients: [(String, Int?)],
        removed: [String] = [], end: String = "2026-11-20", objections: [String: Objection] = [:],
        notices: [(String?, Int, Objection)] = []
    ) -> Feed {
        let header = FeedHeader(
            source: source, extracted: 0, periodStart: day("2024-11-21"), periodEnd: day(end), content: content,
            sequence: sequence)
        let people = Table(
            [("person", Column(texts: patients.map { $0.1.map(token) }))], sensitivity: .pseudonymous)
        var named: [String] = []
        let listed = notices.map { id, number, objection in
            if let id { named.append(id) }
            return OptOutNotice(
                identifier: id == nil ? nil : named.count - 1, person: token(number), objection: objection)
        }
        return Feed(
            name: "\(source)-\(sequence).xml", header: header, tables: ["patients": people],
            identifiers: PatientIdentifiers(patients.map(\.0)),
            objections: patients.map { objections[$0.0]?.rawValue ?? 0 }, removed: PatientIdentifiers(removed),
            notices: listed, noticeIdentifiers: PatientIdentifiers(named))
    }

    static func settle(
        _ feeds: [Feed], onGap: GapPolicy = .report, digest: (Int) throws(Diagnostic) -> String = { "\($0)" }
    ) throws(Diagnostics) -> Settlement {
        try Settlement(feeds, onGap: onGap, digest: digest)
    }
}
