import PipelineEngine
import StageKit

/// How far a run has come, added up from its events; a pure value without a clock.
struct RunProgress: Sendable {
    private(set) var feeds = 0
    private(set) var bytes = 0
    private(set) var feedsDone = 0
    private(set) var rejects = 0
    private(set) var parts = (done: 0, of: 0)
    private var bytesDone = 0
    private var recordsDone = 0
    /// Feeds being read: how large they are, and how far the reader is.
    private var open: [String: (size: Int, at: FeedProgress)] = [:]

    var records: Int { recordsDone + open.values.reduce(0) { $0 + $1.at.records } }
    /// Bytes of files read.
    var bytesRead: Int { bytesDone + open.values.reduce(0) { $0 + min($1.at.fileBytes, $1.size) } }

    mutating func apply(_ event: RunEvent) {
        switch event {
        case .runStarted(_, let feeds, let bytes):
            self.feeds = feeds
            self.bytes = bytes
        case .feedStarted(let name, let bytes):
            open[name] = (bytes, FeedProgress(fileBytes: 0, xmlBytes: 0, records: 0))
        case .feedProgress(let name, let progress): open[name]?.at = progress
        case .feedFinished(let name, let records, let rejects, let bytes):
            open[name] = nil
            feedsDone += 1
            recordsDone += records
            self.rejects += rejects
            bytesDone += bytes
        case .feedRefused(let diagnostic):
            let size = diagnostic.location.flatMap { open.removeValue(forKey: $0.file)?.size } ?? 0
            feedsDone += 1
            bytesDone += size
        case .partitionFinished(let done, let of): parts = (max(done, parts.done), of)
        case .finding, .stageStarted, .stageFinished, .published: break
        }
    }

    /// One line for a terminal; `seconds` since the run began.
    func line(after seconds: Double) -> String {
        if parts.of > 0 { return "measuring people: \(parts.done) of \(parts.of) parts" }
        guard feeds > 0 else { return "looking for feeds" }
        var text = "\(feedsDone) of \(feeds) feeds, \(Figure.grouped(records)) records, "
        text += "\(Figure.bytes(bytesRead)) of \(Figure.bytes(bytes))"
        guard seconds > 0, bytesRead > 0 else { return text }
        let rate = Double(bytesRead) / seconds
        text += ", \(Figure.bytes(Int(min(rate, 1e15))))/s"
        if bytesRead < bytes { text += ", \(Figure.duration(Double(bytes - bytesRead) / rate)) left" }
        return text
    }
}
