import StageKitTesting
import Testing

@Suite struct LocalTimeTests {
    @Test func times() {
        #expect(LocalTime.seconds("1970-01-01") == 0)
        #expect(LocalTime.seconds("1970-01-02 00:01") == 86_460)
        #expect(LocalTime.seconds("1970-01-01 23:59:59") == 86_399)
        #expect(LocalTime.seconds("1970-01-01T01:00") == 3600)
        #expect(LocalTime.seconds("1969-12-31 23:59:59") == -1)
    }

    @Test(arguments: [
        "", "2026", "2026-02-30", "2026-01-01 24:00", "2026-01-01 1:00", "2026-01-01 10:00 x", "2026-01-01 10",
    ])
    func noTimes(_ text: String) {
        #expect(LocalTime.seconds(text) == nil)
    }
}
