import Tables

/// What a field makes of a written date or time: which day of a partial date, and on whose clock.
struct TimeForm: Sendable {
    /// The day that stands for a month or a year.
    enum Partial: String, Sendable, CaseIterable {
        /// The first day of the period.
        case first
        /// The 15th of the month, 1 July of the year.
        case middle
        /// The last day of the period.
        case last
        /// None: a date without its day is malformed.
        case reject
    }

    /// The clock of a time that is written with a zone; one without a zone is taken as it is.
    enum Clock: Sendable {
        /// What the clock showed where it was written, the zone left aside.
        case shown
        case utc
        case zone(ZoneRules)

        var isShown: Bool {
            if case .shown = self { true } else { false }
        }
    }

    var partial = Partial.first
    var clock = Clock.shown

    /// 0001-01-01 and 9999-12-31: what no clock may leave.
    private static let firstDay: Int64 = -719_162
    private static let lastDay: Int64 = 2_932_896

    /// The day, as days since 1970-01-01.
    func day(_ written: WrittenTime) -> Int32? {
        switch written.precision {
        case .year, .month: return partialDay(written)
        case .day: return written.number
        case .hour, .minute, .second:
            if clock.isShown || written.zone == nil { return written.number }
            return seconds(written).map { Int32(truncatingIfNeeded: Self.dayOf($0)) }
        }
    }

    /// Seconds since 1970-01-01T00:00:00 of the field's clock; midnight where no time of day is written.
    func seconds(_ written: WrittenTime) -> Int64? {
        guard written.precision.rawValue >= WrittenTime.Precision.hour.rawValue else {
            return day(written).map { Int64($0) * 86_400 }
        }
        guard let number = written.number else { return nil }
        let shown = Int64(number) * 86_400 + Int64(written.seconds)
        guard let zone = written.zone else { return shown }
        let utc = shown - Int64(zone)
        let found: Int64 =
            switch clock {
            case .shown: shown
            case .utc: utc
            case .zone(let rules): utc + Int64(rules.offset(at: utc))
            }
        let day = Self.dayOf(found)
        return day >= Self.firstDay && day <= Self.lastDay ? found : nil
    }

    private func partialDay(_ written: WrittenTime) -> Int32? {
        let isYear = written.precision == .year
        switch partial {
        case .reject: return nil
        case .first: return written.number
        case .middle:
            return CalendarDay(year: written.year, month: isYear ? 7 : written.month, day: isYear ? 1 : 15)?.number
        case .last:
            let month = isYear ? 12 : written.month
            let day = CalendarDay.daysInMonth(year: written.year, month: month)
            return CalendarDay(year: written.year, month: month, day: day)?.number
        }
    }

    /// The day of a time, rounded down also before 1970.
    static func dayOf(_ seconds: Int64) -> Int64 { (seconds - ((seconds % 86_400) + 86_400) % 86_400) / 86_400 }
}
