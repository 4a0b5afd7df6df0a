import StageKit

/// Times on a local clock, as tests write them.
public enum LocalTime {
    /// Seconds since 1970-01-01T00:00:00 of `YYYY-MM-DD`, perhaps with ` HH:MM` or ` HH:MM:SS`; `nil` for any other text.
    public static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: text.contains("T") ? "T" : " ")
        guard let date = parts.first, parts.count <= 2, let day = CalendarDay(String(date)) else { return nil }
        guard parts.count == 2 else { return day.startOfDay }
        let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 2 || clock.count == 3 else { return nil }
        var seconds: Int64 = 0
        for (index, limit) in [24, 60, 60].enumerated() {
            seconds *= 60
            guard index < clock.count else { continue }
            guard clock[index].count == 2, let value = Int64(clock[index]), value >= 0, value < limit else {
                return nil
            }
            seconds += value
        }
        return day.startOfDay + seconds
    }
}
