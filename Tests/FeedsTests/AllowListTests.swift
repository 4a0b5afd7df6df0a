import StageKit
import Testing

@testable import Feeds

@Suite("The allow-list option")
struct AllowListTests {
    private let place = SourceLocation(file: "p.yaml", line: 3, column: 5)

    private func node(_ pairs: [(String, String)]) -> SettingNode {
        SettingNode(
            .map(
                pairs.map {
                    SettingNode.Entry(key: $0.0, keyLocation: place, value: SettingNode(.scalar($0.1), at: place))
                }), at: place)
    }

    @Test("File, date and age; 21 days where the age is left out")
    func parsing() throws {
        let context = SettingContext(folder: "/home/f")
        let option = try AllowListOption.parse(node([("file", "ok.txt"), ("date", "2026-11-01")]), in: context)
        #expect(option.file.path == "/home/f/ok.txt")
        #expect(option.date == CalendarDay("2026-11-01"))
        #expect(option.maxAge == Days(21))
        for bad in [[("file", "x")], [("date", "2026-11-01")], [("file", "x"), ("date", "yesterday")]] {
            #expect(throws: SettingFault.self) { try AllowListOption.parse(node(bad), in: context) }
        }
        let unknown = #expect(throws: SettingFault.self) {
            try AllowListOption.parse(node([("flie", "x")]), in: context)
        }
        #expect(unknown?.hint == "did you mean 'file'?")
    }

    @Test("Its age is the as-of date less its date")
    func age() throws {
        let date = try #require(CalendarDay("2026-11-01"))
        let option = AllowListOption(file: StagePath("/x"), date: date, maxAge: Days(21))
        try option.checkAge(asOf: try #require(CalendarDay("2026-11-22")))
        #expect(throws: StageFault.self) { try option.checkAge(asOf: try #require(CalendarDay("2026-10-31"))) }
        let fault = #expect(throws: StageFault.self) {
            try option.checkAge(asOf: try #require(CalendarDay("2026-11-23")))
        }
        #expect(fault?.code == .data)
        #expect(fault?.message == "the allow-list of 2026-11-01 is 22 days old on 2026-11-23; 21 days are allowed")
    }
}
