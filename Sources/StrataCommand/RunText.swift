import PipelineEngine
import StageKit

/// Events of a run in words.
enum RunText {
    /// The line of an event with its end; `nil` for what has none. On a terminal the live line tells what goes well, and
    /// only what somebody must know gets a line of its own.
    static func line(of event: RunEvent, isLive: Bool, colour: Bool = false) -> String? {
        switch event {
        case .feedRefused(let diagnostic):
            // A run that skips the feed goes on: what it says here is a warning.
            var warning = diagnostic
            warning.severity = .warning
            return warning.rendered(colour: colour)
        case .finding(let finding): return "note: \(finding.message) (\(finding.code))\n"
        case _ where isLive: return nil
        case .runStarted(let stages, let feeds, let bytes):
            return "\(stages) stages, \(feeds) feeds, \(Figure.bytes(bytes))\n"
        case .feedFinished(let name, let records, let rejects, let bytes):
            let aside = rejects == 0 ? "" : ", \(Figure.grouped(rejects)) set aside"
            return "read \(name): \(Figure.grouped(records)) records\(aside), \(Figure.bytes(bytes))\n"
        case .stageFinished(let key): return "stage \(key): done\n"
        case .partitionFinished(let done, let of): return done == of ? "people measured in \(of) parts\n" : nil
        case .published(let folder, let isUnchanged):
            return isUnchanged ? "unchanged: \(folder)\n" : "published: \(folder)\n"
        case .feedStarted, .feedProgress, .stageStarted: return nil
        }
    }

    /// The end of a run.
    static func summary(_ summary: RunSummary) -> String {
        var lines = ["run \(summary.id), as of \(summary.asOf.text): population \(Figure.grouped(summary.population))"]
        var feeds = "\(summary.feedsApplied) of \(summary.feedsRead) feeds apply"
        if !summary.refused.isEmpty { feeds += ", \(summary.refused.count) refused" }
        lines.append(feeds + ", \(Figure.grouped(summary.rejects)) records set aside")
        return lines.map { $0 + "\n" }.joined()
    }
}
