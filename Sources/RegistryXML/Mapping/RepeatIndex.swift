import Tables

/// The ids of the rows of one parent so far: which row has an id already.
struct RepeatIndex: ~Copyable {
    // Not private: Swift 6.3.1 cannot make a debug build of a buffer of a private type inside a type that is not copied.
    struct Entry: BitwiseCopyable {
        var hash: UInt64
        var start: Int
        var end: Int
        var row: Int
    }

    private var entries = BufferBuilder<Entry>()
    private var bytes = BufferBuilder<UInt8>()
    /// Entry numbers by hash once there are too many to look through; a power of two of places, half of them free.
    private var slots: [Int32] = []
    private static let few = 24
    /// The id that waits for its record to be whole.
    private var pending: (hash: UInt64, start: Int)?

    /// Forgets all rows.
    mutating func reset() {
        entries.truncate(to: 0)
        if !slots.isEmpty { slots.removeAll(keepingCapacity: true) }
        bytes.truncate(to: 0)
        pending = nil
    }

    /// Remembers the id of the record that is being read.
    mutating func note(_ id: UnsafeBufferPointer<UInt8>) {
        if let pending { bytes.truncate(to: pending.start) }
        pending = (TextHash.of(id), bytes.count)
        bytes.append(id)
    }

    /// Forgets the record that is being read.
    mutating func drop() {
        if let pending { bytes.truncate(to: pending.start) }
        pending = nil
    }

    /// The record that is being read becomes `row`; the row that had its id before, if any.
    mutating func commit(row: Int) -> Int? {
        guard let (hash, start) = pending else { return nil }
        pending = nil
        if let found = find(hash, start: start, end: bytes.count) {
            bytes.truncate(to: start)
            let before = entries[found].row
            entries[found].row = row
            return before
        }
        entries.append(Entry(hash: hash, start: start, end: bytes.count, row: row))
        if entries.count > Self.few { index() }
        return nil
    }

    private func find(_ hash: UInt64, start: Int, end: Int) -> Int? {
        if slots.isEmpty {
            return entries.withValues { entries in
                for place in 0..<entries.count where entries[place].hash == hash {
                    if equal(entries[place], start, end) { return place }
                }
                return nil
            }
        }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if entries[place].hash == hash, equal(entries[place], start, end) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func equal(_ entry: Entry, _ start: Int, _ end: Int) -> Bool {
        bytes.withValues { $0[entry.start..<entry.end].elementsEqual($0[start..<end]) }
    }

    private mutating func index() {
        var from = entries.count - 1
        if entries.count * 2 > slots.count {
            slots = [Int32](repeating: -1, count: max(64, slots.count * 2))
            from = 0
        }
        for place in from..<entries.count {
            var slot = Int(truncatingIfNeeded: entries[place].hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(place)
        }
    }
}
