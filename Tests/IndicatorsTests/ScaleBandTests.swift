import Indicators
import StageKit
import Testing

@Suite struct ScaleBandTests {
    func parse(_ text: String) throws(SettingFault) -> ScaleBand {
        let location = StageKit.SourceLocation(file: "pipeline.yaml", line: 1, column: 1)
        return try ScaleBand.parse(SettingNode(.scalar(text), at: location), in: SettingContext(folder: "/"))
    }

    @Test func readsWhatItWrites() throws {
        for text in [
            "community resident 0-14000", "locality registered 30000-50000 primary care network",
            "borough registered 150000-",
        ] {
            #expect(try parse(text).canonical == text)
        }
        let band = try parse("borough registered 10-20")
        #expect([9, 10, 20, 21].map(band.contains) == [false, true, true, false])
    }

    @Test(arguments: [
        "", "community", "community resident", "community residents 0-1", "community resident 5",
        "community resident x-5", "community resident 5-x", "community resident 5-4", "community resident -1-4",
    ])
    func refuses(_ text: String) {
        #expect(throws: SettingFault.self) { try parse(text) }
    }

    @Test func proposesTheBasisMeant() {
        let fault = #expect(throws: SettingFault.self) { try parse("community residents 0-1") }
        #expect(fault?.hint == "did you mean 'resident'? one of: resident, registered")
    }
}
