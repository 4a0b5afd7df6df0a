import StageKit

/// Brings the versions in force together by person and cuts the people into parts.
enum People {
    /// How many people a part holds: enough to keep a worker busy for some milliseconds, few enough to stay in its cache.
    static let partSize = 4096
    /// The same where a stage takes rows as lines of text, of which a part may have 100,000.
    static let slowPartSize = 1000

    /// People in order of their first record, in parts of at most `partSize`; the cut decides nothing but the work.
    static func partitions(of settlement: Settlement, size: Int = partSize) -> [PersonPartition] {
        let people = group(settlement)
        var parts: [PersonPartition] = []
        var start = 0
        while start < people.count {
            let end = min(start + max(size, 1), people.count)
            var part = PersonPartition()
            for person in start..<end {
                var place = people.first[person]
                while place >= 0 {
                    part.records.append(settlement.records[Int(place)])
                    place = people.next[Int(place)]
                }
                part.starts.append(Int32(part.records.count))
                part.objections.append(people.objections[person])
            }
            parts.append(part)
            start = end
        }
        return parts
    }

    /// People and their records as lists within a few arrays: an array a person would cost more than all the rest.
    private struct Groups {
        /// Each person's first and last record, as places in `Settlement.records`; −1 for none.
        var first: [Int32] = []
        var last: [Int32] = []
        /// The bits of `PersonPartition.objections`.
        var objections: [UInt8] = []
        /// For each record the next one of the same person, or −1: ascending, so ordered by source, then identifier.
        var next: [Int32]

        var count: Int { first.count }

        mutating func append(record: Int32, objections: UInt8) {
            first.append(record)
            last.append(record)
            self.objections.append(objections)
        }

        mutating func add(record: Int32, to person: Int, objections: UInt8) {
            next[Int(last[person])] = record
            last[person] = record
            self.objections[person] |= objections
        }
    }

    private static func group(_ settlement: Settlement) -> Groups {
        var groups = Groups(next: [Int32](repeating: -1, count: settlement.records.count))
        var byToken: [UInt128: Int32] = [:]
        byToken.reserveCapacity(settlement.records.count)
        let persons = settlement.feeds.map { $0.tables["patients"]?["person"] }
        for (place, record) in settlement.records.enumerated() {
            let feed = Int(record.feed), row = Int(record.row)
            let objections = bit(Objection(rawValue: settlement.feeds[feed].objections[row]))
            if let token = persons[feed].flatMap({ token($0, row) }) {
                if let known = byToken[token] {
                    groups.add(record: Int32(place), to: Int(known), objections: objections)
                    continue
                }
                byToken[token] = Int32(groups.count)
            }
            groups.append(record: Int32(place), objections: objections)
        }
        for notice in settlement.optOuts {
            guard let token = Array(notice.person.utf8).withUnsafeBytes({ token($0) }) else { continue }
            if let known = byToken[token] {
                groups.objections[Int(known)] |= bit(notice.objection)
            } else {
                byToken[token] = Int32(groups.count)
                groups.append(record: -1, objections: bit(notice.objection))
            }
        }
        return groups
    }

    private static func bit(_ objection: Objection?) -> UInt8 {
        switch objection {
        case .type1: 1
        case .national: 2
        case .notAllowed: 4
        case nil: 0
        }
    }

    private static func token(_ column: Column, _ row: Int) -> UInt128? {
        guard column.isValid(row), let texts = column.texts else { return nil }
        return texts.withUTF8(at: row) { token($0) }
    }

    /// The number of 32 hex digits.
    private static func token(_ digits: UnsafeRawBufferPointer) -> UInt128? {
        guard digits.count == 32 else { return nil }
        var high: UInt64 = 0, low: UInt64 = 0
        for index in 0..<32 {
            let digit = digits[index]
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit &- 0x30
            case 0x61...0x66: value = digit &- 0x57
            default: return nil
            }
            if index < 16 { high = high << 4 | UInt64(value) } else { low = low << 4 | UInt64(value) }
        }
        return UInt128(high) << 64 | UInt128(low)
    }
}
