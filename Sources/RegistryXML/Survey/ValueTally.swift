import Tables

/// Counts about the values at one place of a document: their shapes, lengths and how many differ. No value is kept.
struct ValueTally {
    /// So many different values are told apart at one place.
    static let mostDistinct = 256

    private(set) var values = 0
    private(set) var empty = 0
    private var shortest = Int.max
    private var longest = 0
    private var shapes = [Int](repeating: 0, count: ValueShape.count)
    private var withSpaces = 0
    /// Values that had been met before.
    private var repeats = 0
    /// Hashes of the values met, in an open table whose size is a power of two; 0 is an empty place.
    private var hashes: [UInt64] = []
    private var distinct = 0
    private var isFull = false

    /// Counts a value that is empty.
    mutating func addEmpty() { empty += 1 }

    /// Counts a value without white space around it. `start` is all of it, or as much of it as was kept; `room` is how
    /// many places the tables of all tallies may still grow by.
    mutating func add(_ start: UnsafeBufferPointer<UInt8>, length: Int, room: inout Int) {
        values += 1
        if length < shortest { shortest = length }
        if length > longest { longest = length }
        var bits = ValueShape.of(start, isWhole: start.count == length).rawValue
        while bits != 0 {
            shapes[bits.trailingZeroBitCount] += 1
            bits &= bits - 1
        }
        // Looked for only where an identifier is still possible.
        if repeats == 0, withSpaces == 0, start.contains(0x20) { withSpaces = 1 }
        note(TextHash.of(start) ^ UInt64(truncatingIfNeeded: length), room: &room)
    }

    private mutating func note(_ hash: UInt64, room: inout Int) {
        let hash = hash == 0 ? 1 : hash
        if !hashes.isEmpty {
            let mask = hashes.count - 1
            var place = Int(truncatingIfNeeded: hash) & mask
            while hashes[place] != 0 {
                if hashes[place] == hash {
                    repeats += 1
                    return
                }
                place = (place + 1) & mask
            }
            if isFull { return }
            if distinct == Self.mostDistinct {
                isFull = true
                return
            }
            if 2 * distinct < hashes.count {
                hashes[place] = hash
                distinct += 1
                return
            }
        } else if isFull {
            return
        }
        grow(room: &room)
        if !isFull { note(hash, room: &room) }
    }

    private mutating func grow(room: inout Int) {
        let size = max(4, 2 * hashes.count)
        guard room >= size else {
            isFull = true
            return
        }
        room -= size - hashes.count
        var larger = [UInt64](repeating: 0, count: size)
        for hash in hashes where hash != 0 {
            var place = Int(truncatingIfNeeded: hash) & (size - 1)
            while larger[place] != 0 { place = (place + 1) & (size - 1) }
            larger[place] = hash
        }
        hashes = larger
    }

    private func count(_ shape: ValueShape) -> Int { shapes[shape.rawValue.trailingZeroBitCount] }

    /// What the values look like; `nil` where there are none, not even empty ones.
    var survey: ValueSurvey? {
        guard values + empty > 0 else { return nil }
        let (kind, matching) = self.kind
        return ValueSurvey(
            count: values, empty: empty, kind: kind, matching: matching,
            bytes: values == 0 ? 0...0 : shortest...longest, distinct: distinct, hasMoreDistinct: isFull)
    }

    /// The kind that at least 19 of 20 values are of, the most telling first.
    private var kind: (ValueKind, Int) {
        if values == 0 { return (.none, 0) }
        func isMost(_ count: Int) -> Bool { count * 20 >= values * 19 }
        let tens = count(.tenDigits), numbers = count(.nhsNumber)
        if isMost(tens), numbers * 10 >= tens * 9 { return (.nhsNumber, numbers) }
        if isMost(count(.boolean)) { return (.boolean, count(.boolean)) }
        if let found = calendarKind(isMost) { return found }
        let weeks = count(.week)
        if isMost(weeks), weeks > count(.monthDigits) { return (.week, weeks) }
        let integers = count(.integer), decimals = count(.decimal) + integers + count(.padded)
        let isFew = !isFull && distinct <= 50 && values >= 8 && values >= 4 * distinct && longest <= 40
        let isOneLength = shortest == longest
        if isMost(tens) { return (.tenDigits, tens) }
        let isNumber = isMost(integers) && !isOneLength || isMost(decimals) && count(.decimal) > 0
        if isFew, !isNumber { return (.code, values) }
        let isUnlike = repeats == 0 && withSpaces == 0 && values >= 8 && longest <= 64
        if isMost(integers) { return isUnlike && shortest >= 5 ? (.identifier, values) : (.integer, integers) }
        if isMost(decimals), count(.decimal) > 0 { return (.decimal, decimals) }
        for (shape, kind) in [
            (ValueShape.uuid, ValueKind.uuid), (.uri, .uri), (.oid, .oid), (.base64, .base64),
        ] where isMost(count(shape)) {
            return (kind, count(shape))
        }
        return (isUnlike ? .identifier : .text, values)
    }

    private func calendarKind(_ isMost: (Int) -> Bool) -> (ValueKind, Int)? {
        let dates = count(.date), local = count(.localTime), utc = count(.utcTime)
        let times = local + utc + count(.zonedTime)
        if isMost(dates) { return (.date, dates) }
        if isMost(local) { return (.localTime, local) }
        if isMost(utc) { return (.utcTime, utc) }
        if isMost(times) { return (.time, times) }
        if isMost(dates + local), times == local { return (.dateOrTime, dates + local) }
        if isMost(dates + times) { return (.dateOrAnyTime, dates + times) }
        let partial = dates + count(.yearMonth) + count(.year)
        if isMost(partial), partial > count(.year) { return (.partialDate, partial) }
        let hl7 = count(.hl7Day) + count(.hl7Time)
        return isMost(hl7) ? (.hl7Date, hl7) : nil
    }
}
