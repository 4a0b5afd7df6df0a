import Foundation
import Testing

@testable import PipelineFile

@Suite struct TimeZoneNameTests {
    @Test(arguments: ["", "london", "Europe", "/Europe/London", "Europe/London/", "Europe//London", "Europe/../London"])
    func noName(text: String) {
        #expect(!TimeZoneName.isKnown(text, in: "/nowhere"))
    }

    @Test func withoutTheDatabaseTheFormDecides() {
        for name in ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+1", "Europe/Lundon"] {
            #expect(TimeZoneName.isKnown(name, in: "/nowhere"))
            #expect(TimeZoneName.nearest(to: name, in: "/nowhere") == nil)
        }
    }

    @Test func withTheDatabaseItsFilesDecide() throws {
        let database = FileManager.default.temporaryDirectory.appendingPathComponent("zones-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: database) }
        for name in ["Europe/London", "Europe/Lisbon", "America/Argentina/Ushuaia"] {
            let file = database.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
        let path = database.path
        #expect(TimeZoneName.isKnown("Europe/London", in: path))
        #expect(TimeZoneName.isKnown("America/Argentina/Ushuaia", in: path))
        #expect(!TimeZoneName.isKnown("America/Argentina", in: path))
        #expect(!TimeZoneName.isKnown("Europe/Lundon", in: path))
        #expect(TimeZoneName.nearest(to: "Europe/Lundon", in: path) == "Europe/London")
        #expect(TimeZoneName.nearest(to: "America/Argentina/Ushuia", in: path) == "America/Argentina/Ushuaia")
        #expect(TimeZoneName.nearest(to: "Europe/Xyz", in: path) == nil)
        #expect(TimeZoneName.nearest(to: "Eurasia/London", in: path) == nil)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: TimeZoneName.database + "/Europe/London")))
    func aZoneThatIsNoneIsAFaultOfThePipeline() {
        let yaml = Sound.whole.replacingOccurrences(
            of: "name: nightly\n", with: "name: nightly\ntimezone: Europe/Lundon\n")
        #expect(
            told(yaml) == """
                p.yaml:3:11: error: 'Europe/Lundon' is not the name of a time zone
                    3 | timezone: Europe/Lundon
                      |           ^^^^^^^^^^^^^
                hint: did you mean 'Europe/London'?

                """)
    }
}
