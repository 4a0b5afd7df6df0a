import Tables

/// A time of a local clock as `YYYY-MM-DDTHH:MM:SS`, from and to seconds since 1970-01-01T00:00:00 of that clock.
enum LocalTime {
    static func text(_ seconds: Int64) -> String? {
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let days = remainder < 0 ? quotient - 1 : quotient
        let second = remainder < 0 ? remainder + 86_400 : remainder
        guard let number = Int32(exactly: days), let day = dayText(number) else { return nil }
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
        return "\(day)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    /// `YYYY-MM-DD` of a day of the years 0 to 9999, else `nil`.
    static func dayText(_ number: Int32) -> String? {
        // 0000-01-01 to 9999-12-31.
        (-719_528...2_932_896).contains(number) ? CalendarDay(number: number).text : nil
    }

    /// `nil` where the text has another form or there is no such time; a space may stand for the `T`.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20, bytes[13] == 0x3A,
            bytes[16] == 0x3A,
            let day = CalendarDay(String(decoding: bytes[..<10], as: UTF8.self))
        else { return nil }
        func two(_ place: Int, under limit: Int64) -> Int64? {
            let digits = bytes[place..<place + 2]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            return value < limit ? value : nil
        }
        guard let hour = two(11, under: 24), let minute = two(14, under: 60), let second = two(17, under: 60) else {
            return nil
        }
        return Int64(day.number) * 86_400 + hour * 3600 + minute * 60 + second
    }
}
