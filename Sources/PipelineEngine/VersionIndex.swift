import StageKit

/// Which version of each patient of one source is in force, as its extracts are applied one after the other.
///
/// Works on headers and identifiers alone; identifiers are compared and hashed, never kept as text.
struct VersionIndex {
    /// One patient that was ever seen: the place of the version seen last, and whether it is in force.
    private struct Entry {
        var identifiers: PatientIdentifiers
        var row: Int
        var feed: Int32
        var isInForce: Bool
    }

    private var entries: [Entry] = []
    private var slots = [Int32](repeating: -1, count: 64)

    private struct Notice {
        var identifiers: PatientIdentifiers?
        var row: Int
        var notice: OptOutNotice
    }
    private var notices: [Notice] = []

    /// Applies an extract; extracts come in the order of their sequence.
    mutating func apply(_ feed: Feed, at index: Int32) {
        if feed.header.content == .full {
            for place in entries.indices { entries[place].isInForce = false }
            notices = []
        } else {
            for row in 0..<feed.removed.count {
                if let place = find(feed.removed, row) { entries[place].isInForce = false }
            }
        }
        for row in 0..<feed.identifiers.count { put(feed.identifiers, row, feed: index) }
        notices = notices.filter { !isAnswered($0, by: feed, at: index) }
        for notice in feed.notices {
            notices.append(
                Notice(
                    identifiers: notice.identifier == nil ? nil : feed.noticeIdentifiers, row: notice.identifier ?? 0,
                    notice: notice))
        }
    }

    /// The versions in force, in byte order of their identifiers; `order` counts them.
    func inForce() -> [RecordReference] {
        let sorted = entries.filter(\.isInForce).sorted { $0.identifiers.precedes($0.row, $1.identifiers, $1.row) }
        return sorted.enumerated().map { order, entry in
            RecordReference(feed: entry.feed, row: Int32(entry.row), order: Int32(order))
        }
    }

    /// The opt-outs on records set aside that still count.
    var optOuts: [OptOutNotice] { notices.map(\.notice) }

    /// Whether an extract carries a good version of the record that an opt-out stood on, or removes it.
    private func isAnswered(_ notice: Notice, by feed: Feed, at index: Int32) -> Bool {
        guard let identifiers = notice.identifiers else { return false }
        if let place = find(identifiers, notice.row), entries[place].feed == index, entries[place].isInForce {
            return true
        }
        return (0..<feed.removed.count).contains { feed.removed.isEqual($0, to: identifiers, notice.row) }
    }

    private func find(_ identifiers: PatientIdentifiers, _ row: Int) -> Int? {
        let place = slots[slot(identifiers, row)]
        return place < 0 ? nil : Int(place)
    }

    private mutating func put(_ identifiers: PatientIdentifiers, _ row: Int, feed: Int32) {
        let slot = slot(identifiers, row)
        let entry = Entry(identifiers: identifiers, row: row, feed: feed, isInForce: true)
        if slots[slot] >= 0 {
            entries[Int(slots[slot])] = entry
            return
        }
        slots[slot] = Int32(entries.count)
        entries.append(entry)
        if entries.count * 2 > slots.count {
            slots = [Int32](repeating: -1, count: slots.count * 2)
            for (place, entry) in entries.enumerated() {
                slots[self.slot(entry.identifiers, entry.row)] = Int32(place)
            }
        }
    }

    /// The slot that holds the identifier, or the free one where it would go.
    private func slot(_ identifiers: PatientIdentifiers, _ row: Int) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: identifiers.hash(row)) & mask
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.identifiers.isEqual(entry.row, to: identifiers, row) { break }
            slot = (slot + 1) & mask
        }
        return slot
    }
}
