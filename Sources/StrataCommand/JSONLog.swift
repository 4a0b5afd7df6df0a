import PipelineEngine
import PipelineFile
import StageKit

/// Events as JSON objects, one a line, with keys that stay: for machines that watch a run.
enum JSONLog {
    private static func object(_ event: String, _ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object([JSONValue.Member("event", .text(event))] + members.map { JSONValue.Member($0.key, $0.value) })
    }

    static func line(of event: RunEvent, _ progress: RunProgress) -> JSONValue {
        switch event {
        case .runStarted(let stages, let feeds, let bytes):
            object("run-started", ["stages": .integer(stages), "feeds": .integer(feeds), "bytes": .integer(bytes)])
        case .feedStarted(let name, let bytes):
            object("feed-started", ["feed": .text(name), "bytes": .integer(bytes)])
        case .feedProgress:
            object(
                "progress",
                [
                    "feeds_done": .integer(progress.feedsDone), "feeds": .integer(progress.feeds),
                    "records": .integer(progress.records), "bytes_read": .integer(progress.bytesRead),
                    "bytes": .integer(progress.bytes),
                ])
        case .feedFinished(let name, let records, let rejects, let bytes):
            object(
                "feed-finished",
                [
                    "feed": .text(name), "records": .integer(records), "rejects": .integer(rejects),
                    "bytes": .integer(bytes),
                ])
        case .feedRefused(let diagnostic): line(of: diagnostic, event: "feed-refused")
        case .finding(let finding):
            object("finding", ["code": .text(finding.code), "message": .text(finding.message)])
        case .stageStarted(let key): object("stage-started", ["stage": .text(key)])
        case .stageFinished(let key): object("stage-finished", ["stage": .text(key)])
        case .partitionFinished(let done, let of):
            object("partition-finished", ["done": .integer(done), "of": .integer(of)])
        case .published(let folder, let isUnchanged):
            object("published", ["folder": .text(folder), "unchanged": .boolean(isUnchanged)])
        }
    }

    /// A diagnostic without the line of the file: logs travel further than files.
    static func line(of diagnostic: Diagnostic, event: String = "diagnostic") -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("event", .text(event)), .init("severity", .text(diagnostic.severity.rawValue)),
            .init("code", .text(diagnostic.code.rawValue)), .init("message", .text(diagnostic.message)),
        ]
        if let location = diagnostic.location {
            members.append(.init("file", .text(location.file)))
            if location.line > 0 { members.append(.init("line", .integer(location.line))) }
            if location.column > 0 { members.append(.init("column", .integer(location.column))) }
        }
        if let hint = diagnostic.hint { members.append(.init("hint", .text(hint))) }
        return .object(members)
    }

    static func line(of summary: RunSummary) -> JSONValue {
        object(
            "run-finished",
            [
                "run": .text(summary.id), "as_of": .text(summary.asOf.text),
                "population": .integer(summary.population), "feeds_read": .integer(summary.feedsRead),
                "feeds_applied": .integer(summary.feedsApplied), "feeds_refused": .integer(summary.refused.count),
                "rejects": .integer(summary.rejects),
                "published": .list(summary.published.map { .text($0.folder) }),
            ])
    }
}
