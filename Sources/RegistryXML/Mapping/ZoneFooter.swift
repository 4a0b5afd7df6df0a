import Tables

/// The rule of a time zone for all years to come, as POSIX writes it in `TZ`: `GMT0BST,M3.5.0/1,M10.5.0`.
///
/// With the extension of RFC 8536 (3.3.1): the hour of a change may lie between -167 and 167.
struct ZoneFooter: Sendable, Equatable {
    /// A day of every year and the time of day at which the clock changes.
    struct Change: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// Week 1–5 (5 is the last) of a month, and the day of the week, 0 for Sunday.
            case week(month: Int, week: Int, weekday: Int)
            /// 1–365, 29 February never counted.
            case ofCommonYear(Int)
            /// 0–365, 29 February counted.
            case ofYear(Int)
        }

        var day: Day
        /// Seconds after midnight of the clock before the change.
        var time = 7200
    }

    struct Summer: Sendable, Equatable {
        var offset: Int
        var start: Change
        var end: Change
    }

    /// Seconds east of UTC; in summer time `summer.offset`.
    var standard: Int
    var summer: Summer?

    /// `nil` where the text is no such rule.
    init?(_ text: [UInt8]) {
        var parser = FooterParser(text: text)
        guard parser.takeName(), let standard = parser.takeOffset() else { return nil }
        self.standard = -standard
        if parser.isAtEnd { return }
        guard parser.takeName() else { return nil }
        var offset = self.standard + 3600
        if !parser.isNext(0x2C) {
            guard let found = parser.takeOffset() else { return nil }
            offset = -found
        }
        guard parser.take(0x2C), let start = parser.takeChange(), parser.take(0x2C), let end = parser.takeChange(),
            parser.isAtEnd
        else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    /// Seconds east of UTC at an instant.
    func offset(at utc: Int64) -> Int32 {
        guard let summer else { return Int32(standard) }
        let day = TimeForm.dayOf(utc + Int64(standard))
        let year = CalendarDay(number: Int32(clamping: day)).parts.year
        let start = instant(of: summer.start, year) - Int64(standard)
        let end = instant(of: summer.end, year) - Int64(summer.offset)
        let isSummer = start < end ? start <= utc && utc < end : !(end <= utc && utc < start)
        return Int32(isSummer ? summer.offset : standard)
    }

    /// The change of a year, in seconds since 1970-01-01T00:00:00 of the clock before it.
    private func instant(of change: Change, _ year: Int) -> Int64 {
        // Days since 1970-01-01 of the first of a month; years past 9999 take the days of a year 400 years before.
        let cycles = year > 9999 ? (year - 9600) / 400 : year < 0 ? (year - 399) / 400 : 0
        func first(_ month: Int) -> Int64 {
            let day = CalendarDay(year: year - cycles * 400, month: month, day: 1)?.number ?? 0
            return Int64(day) + Int64(cycles) * 146_097
        }
        let day: Int64
        switch change.day {
        case .week(let month, let week, let weekday):
            // 1970-01-01 was a Thursday.
            let opening = first(month)
            let ahead = (Int64(weekday) - (opening + 4) % 7 + 14) % 7
            var place = ahead + Int64(week - 1) * 7
            let length = Int64(CalendarDay.daysInMonth(year: year, month: month))
            if place >= length { place -= 7 }
            day = opening + place
        case .ofCommonYear(let number):
            let isLong = CalendarDay.daysInMonth(year: year, month: 2) == 29
            day = first(1) + Int64(number - 1) + (isLong && number >= 60 ? 1 : 0)
        case .ofYear(let number): day = first(1) + Int64(number)
        }
        return day * 86_400 + Int64(change.time)
    }
}

/// Reads the parts of a footer one after the other.
private struct FooterParser {
    let text: [UInt8]
    private var place = 0

    init(text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { place == text.count }

    func isNext(_ byte: UInt8) -> Bool { place < text.count && text[place] == byte }

    mutating func take(_ byte: UInt8) -> Bool {
        guard isNext(byte) else { return false }
        place += 1
        return true
    }

    /// Three letters or more, or anything in angle brackets.
    mutating func takeName() -> Bool {
        let start = place
        if take(0x3C) {
            while place < text.count, text[place] != 0x3E { place += 1 }
            return take(0x3E)
        }
        while place < text.count, text[place] | 0x20 >= 0x61, text[place] | 0x20 <= 0x7A { place += 1 }
        return place - start >= 3
    }

    /// `[+-]h[:mm[:ss]]` in seconds.
    mutating func takeOffset() -> Int? {
        let isNegative = take(0x2D)
        if !isNegative { _ = take(0x2B) }
        guard let hours = takeNumber(upTo: 167) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where take(0x3A) {
            guard let part = takeNumber(upTo: 59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    mutating func takeChange() -> ZoneFooter.Change? {
        var day: ZoneFooter.Change.Day
        if take(0x4D) {
            guard let month = takeNumber(upTo: 12), month > 0, take(0x2E), let week = takeNumber(upTo: 5), week > 0,
                take(0x2E), let weekday = takeNumber(upTo: 6)
            else { return nil }
            day = .week(month: month, week: week, weekday: weekday)
        } else if take(0x4A) {
            guard let number = takeNumber(upTo: 365), number > 0 else { return nil }
            day = .ofCommonYear(number)
        } else {
            guard let number = takeNumber(upTo: 365) else { return nil }
            day = .ofYear(number)
        }
        var change = ZoneFooter.Change(day: day)
        if take(0x2F) {
            guard let time = takeOffset() else { return nil }
            change.time = time
        }
        return change
    }

    private mutating func takeNumber(upTo limit: Int) -> Int? {
        let start = place
        var value = 0
        while place < text.count, text[place] &- 0x30 <= 9, place - start < 3 {
            value = value * 10 + Int(text[place] - 0x30)
            place += 1
        }
        return place > start && value <= limit ? value : nil
    }
}
