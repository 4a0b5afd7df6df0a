import StageKit

/// One way in which an extract differs from those of its source before it.
struct FeedDrift: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable {
        /// The records of a table are off their history.
        case records
        /// A path, field or word that no extract had before.
        case appeared
        /// A path, field or word that the extract before had, and that is not there any more.
        case vanished
        /// A field that most records had, and that hardly one has any more.
        case emptied
    }

    var kind: Kind
    /// The table, the path, `table.field`, or `table.field=word`.
    var subject: String
    /// What it is and was, in figures.
    var message: String
}

/// Holds the fingerprint of one extract against those of its source before it. Counts alone decide, by fixed rules
/// (Documentation/Drift.md).
struct DriftComparison: Sendable {
    let now: FeedFingerprint
    let content: FeedHeader.Content
    /// Extracts of the same kind before it, the oldest first; never empty.
    let history: [FeedFingerprint]
    /// Extracts of the other kind before it: what stood there is not new either.
    let others: [FeedFingerprint]
    /// How far the records of a table may lie off their history, in percent.
    let tolerance: Int

    /// Where fewer than so many would be expected, their absence says nothing; and so many records more or less are
    /// within what is usual whatever the percentage.
    static let least = 10.0
    /// Deltas are held against their range only once so many are known.
    static let deltas = 5

    /// The differences, tables first, then paths, fields and words, each in byte order.
    var drifts: [FeedDrift] {
        guard let last = history.last else { return [] }
        var drifts: [FeedDrift] = []
        for table in Self.names(now.records, last.records) { drifts += records(of: table) }
        for path in Self.names(now.unknown, last.unknown) { drifts += unknown(path, last) }
        var told: Set<String> = []
        for field in Self.names(now.filled, last.filled) {
            guard let drift = self.field(field, last) else { continue }
            drifts.append(drift)
            if drift.kind != .emptied { told.insert(field) }
        }
        for field in Self.names(now.words, last.words) where !told.contains(field) {
            for word in Self.names(now.words[field] ?? [:], last.words[field] ?? [:]) {
                drifts += self.word(word, of: field, last)
            }
        }
        return drifts
    }

    // MARK: Records

    private func records(of table: String) -> [FeedDrift] {
        let count = now.records[table] ?? 0
        let before = history.map { $0.records[table] ?? 0 }.sorted()
        let isOff: Bool
        let against: String
        switch content {
        case .full:
            // Twice the median, which is whole.
            let twice = before[(before.count - 1) / 2] + before[before.count / 2]
            let distance = abs(Double(count) - Double(twice) / 2)
            isOff = distance >= Self.least && distance * 200 > Double(tolerance) * Double(twice)
            let median = twice.isMultiple(of: 2) ? String(twice / 2) : "\(twice / 2).5"
            let change = twice == 0 ? "" : Self.change(from: Double(twice) / 2, to: Double(count)) + ", "
            against =
                before.count == 1
                ? "against \(median) in the one before (\(change)tolerance \(tolerance)%)"
                : "against a median of \(median) in the \(before.count) before (\(change)tolerance \(tolerance)%)"
        case .delta:
            guard before.count >= Self.deltas, let low = before.first, let high = before.last else { return [] }
            let below = Double(low) - Double(count), above = Double(count) - Double(high)
            isOff =
                below >= Self.least && below * 100 > Double(tolerance) * Double(low)
                || above >= Self.least && above * 100 > Double(tolerance) * Double(high)
            against = "against \(low) to \(high) in the \(before.count) before (tolerance \(tolerance)%)"
        }
        guard isOff else { return [] }
        return [FeedDrift(kind: .records, subject: table, message: "\(count) records of \(table), \(against)")]
    }

    // MARK: Paths that the mapping does not know

    private func unknown(_ path: String, _ last: FeedFingerprint) -> [FeedDrift] {
        let count = now.unknown[path] ?? 0, before = last.unknown[path] ?? 0
        if count > 0 {
            guard isNew({ $0.unknown[path] ?? 0 }) else { return [] }
            let message = "\(path) is new, and the mapping does not know it: \(Self.times(count)), never before"
            return [FeedDrift(kind: .appeared, subject: path, message: message)]
        }
        let records = Double(now.allRecords), recordsBefore = Double(last.allRecords)
        guard Double(before) >= Self.least, Double(before) * records >= Self.least * recordsBefore else { return [] }
        let message = "\(path) is gone: \(Self.times(before)) in the extract before, now not once"
        return [FeedDrift(kind: .vanished, subject: path, message: message)]
    }

    // MARK: Fields and words

    private func field(_ field: String, _ last: FeedFingerprint) -> FeedDrift? {
        let table = Self.table(of: field)
        let count = now.filled[field] ?? 0, before = last.filled[field] ?? 0
        let records = now.records[table] ?? 0, recordsBefore = last.records[table] ?? 0
        let share = Self.share(count, of: records), was = Self.share(before, of: recordsBefore)
        if isNoticeable(count, of: records, in: table), isNew({ $0.filled[field] ?? 0 }) {
            let message = "\(field) has values for the first time: in \(share), in none before"
            return FeedDrift(kind: .appeared, subject: field, message: message)
        }
        guard isMissed(before, of: recordsBefore, now: records) else { return nil }
        if count == 0 {
            let message = "\(field) is empty: in \(was) before, now in none of \(records)"
            return FeedDrift(kind: .vanished, subject: field, message: message)
        }
        // From at least half of the records to less than a tenth of the share before.
        guard before * 2 >= recordsBefore,
            Double(count) * Double(recordsBefore) * 10 < Double(before) * Double(records)
        else { return nil }
        let message = "\(field) is almost empty: in \(was) before, now in \(share)"
        return FeedDrift(kind: .emptied, subject: field, message: message)
    }

    private func word(_ word: String, of field: String, _ last: FeedFingerprint) -> [FeedDrift] {
        let table = Self.table(of: field)
        let count = now.words[field]?[word] ?? 0, before = last.words[field]?[word] ?? 0
        let records = now.records[table] ?? 0, recordsBefore = last.records[table] ?? 0
        let subject = "\(field)=\(word)"
        if isNoticeable(count, of: records, in: table), isNew({ $0.words[field]?[word] ?? 0 }) {
            let message = "\(field) has the word '\(word)' for the first time: in \(Self.share(count, of: records))"
            return [FeedDrift(kind: .appeared, subject: subject, message: message)]
        }
        guard count == 0, isMissed(before, of: recordsBefore, now: records) else { return [] }
        let was = Self.share(before, of: recordsBefore)
        let message = "\(field) has the word '\(word)' no more: in \(was) before, now in none of \(records)"
        return [FeedDrift(kind: .vanished, subject: subject, message: message)]
    }

    /// Whether no extract before has it.
    private func isNew(_ count: (FeedFingerprint) -> Int) -> Bool {
        history.allSatisfy { count($0) == 0 } && others.allSatisfy { count($0) == 0 }
    }

    /// Whether at the share that it has now at least ten would have stood in the extracts before.
    private func isNoticeable(_ count: Int, of records: Int, in table: String) -> Bool {
        guard count > 0 else { return false }
        let before = (history + others).reduce(0.0) { $0 + Double($1.records[table] ?? 0) }
        return Double(count) * before >= Self.least * Double(records)
    }

    /// Whether at the share that it had at least ten would stand in the extract now.
    private func isMissed(_ before: Int, of recordsBefore: Int, now records: Int) -> Bool {
        Double(before) >= Self.least && Double(before) * Double(records) >= Self.least * Double(recordsBefore)
    }

    // MARK: Words for figures

    private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

    private static func share(_ count: Int, of records: Int) -> String {
        guard records > 0 else { return "\(count) of \(records)" }
        return "\(count) of \(records) (\(tenths(Double(count) / Double(records) * 1000))%)"
    }

    private static func change(from before: Double, to now: Double) -> String {
        let change = (now - before) / before * 1000
        return (change < 0 ? "-" : "+") + tenths(abs(change)) + "%"
    }

    /// A whole number of tenths with its point, rounded half to even.
    private static func tenths(_ value: Double) -> String {
        let whole = Int(min(value.rounded(.toNearestOrEven), 1e15))
        return "\(whole / 10).\(whole % 10)"
    }

    private static func table(of field: String) -> String { String(field.prefix { $0 != "." }) }

    private static func names<Value>(_ one: [String: Value], _ other: [String: Value]) -> [String] {
        Set(one.keys).union(other.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension FeedFingerprint {
    /// Records of all tables.
    fileprivate var allRecords: Int { records.values.reduce(0, +) }
}
