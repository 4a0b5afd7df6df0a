import StageKit
import StageProtocol
import Synchronization

/// What a stage in a child process told besides its tables.
struct ChildAccount: Sendable {
    /// Rows that it could not use, with the part that they are of.
    var rejects: [(part: Int, reject: RowReject)] = []
    /// Rows that it left out, by the rule that said so.
    var dropped: [String: Int] = [:]
    /// Lines of its log and of its standard error: the author's text.
    var words: [String] = []
    /// Rows of all the tables that it wrote.
    var rowsOut = 0
    /// What the system refused and the stage ran without.
    var notes: Set<String> = []

    mutating func add(_ other: ChildAccount) {
        rejects += other.rejects
        for (rule, count) in other.dropped { dropped[rule, default: 0] += count }
        words += other.words
        rowsOut += other.rowsOut
        notes.formUnion(other.notes)
    }

    /// Counts for the data-quality table, under the stage's key.
    func quality(of key: String) -> QualityCounts {
        var counts = QualityCounts()
        for (_, reject) in rejects {
            counts[
                "stage \(key) rejected \(reject.table)\(reject.column.isEmpty ? "" : ".\(reject.column)") \(reject.code)"
            ] +=
                1
        }
        for (rule, count) in dropped { counts["stage \(key) dropped \(rule)"] += count }
        return counts
    }

    /// Lines for the quarantine, in order of part, table and row.
    func quarantine(of key: String) -> [String] {
        let sorted = rejects.sorted {
            ($0.part, $0.reject.table, $0.reject.row, $0.reject.column, $0.reject.code)
                < ($1.part, $1.reject.table, $1.reject.row, $1.reject.column, $1.reject.code)
        }
        return sorted.map { part, reject in
            [key, "\(part)", reject.table, "\(reject.row)", reject.column, reject.code]
                .map { $0.isEmpty ? $0 : StateText.quoted($0) }.joined(separator: ",")
        }
    }
}

/// Gathers what one session tells; sessions report from several tasks.
final class ChildLedger: Sendable {
    private let state = Mutex(ChildAccount())

    var account: ChildAccount { state.withLock { $0 } }

    func note(_ report: ChildReport) {
        state.withLock { account in
            switch report {
            case .progress: break
            case .log(let level, let text): account.words.append("\(level.rawValue): \(text)")
            case .reject(let part, let reject): account.rejects.append((part, reject))
            case .note(let text): account.notes.insert(text)
            case .standardError(let text): account.words += text.lines
            }
        }
    }

    func note(_ counts: StageCounts) {
        state.withLock { account in
            account.rowsOut += counts.rowsOut.values.reduce(0, +)
            for (rule, count) in counts.dropped {
                // A rule that is no plain word could be anything.
                let isWord = RowReject(table: "", row: 0, column: "", code: rule).hasWord
                account.dropped[isWord ? rule : "other", default: 0] += count
            }
        }
    }
}
