import StageKit
import Testing

@Suite struct OptionValueTests {
    func parse<Value: OptionValue>(_ text: String, as type: Value.Type) throws(SettingFault) -> Value {
        let location = StageKit.SourceLocation(file: "pipeline.yaml", line: 1, column: 1)
        return try Value.parse(SettingNode(.scalar(text), at: location), in: SettingContext(folder: "/folder"))
    }

    @Test func months() throws {
        #expect(try parse("24 months", as: Months.self) == Months(24))
        #expect(try parse("1 month", as: Months.self).canonical == "1 month")
        for text in ["24", "months", "-1 months", "0 months", "24 days", "24  months", "1201 months", "٣ months"] {
            #expect(throws: SettingFault.self, "\(text)") { try parse(text, as: Months.self) }
        }
    }

    @Test func days() throws {
        #expect(try parse("21 days", as: Days.self) == Days(21))
        #expect(throws: SettingFault.self) { try parse("21 months", as: Days.self) }
    }

    /// A list of one may be written without brackets; a role that is none gets the nearest.
    @Test func roles() throws {
        #expect(try parse("social-prescriber", as: [StaffRole].self) == [.socialPrescriber])
        let fault = #expect(throws: SettingFault.self) { try parse("nurs", as: StaffRole.self) }
        #expect(fault?.hint?.hasPrefix("did you mean 'nurse'?") == true)
        for role in StaffRole.allCases { #expect(try parse(role.canonical, as: StaffRole.self) == role) }
    }

    @Test func refusedFiles() throws {
        let values: [(String, FeedErrorPolicy)] = [
            ("stop", .stop), ("skip", .skip(upTo: nil)), ("1", .skip(upTo: 1)), ("250", .skip(upTo: 250)),
        ]
        for (text, policy) in values {
            #expect(try parse(text, as: FeedErrorPolicy.self) == policy)
            #expect(policy.canonical == text)
        }
        for text in ["", "0", "-1", "+1", "01", " 1", "1.5", "٣", "Stop", "99999999999999999999"] {
            #expect(throws: SettingFault.self, "\(text)") { try parse(text, as: FeedErrorPolicy.self) }
        }
        let fault = #expect(throws: SettingFault.self) { try parse("skp", as: FeedErrorPolicy.self) }
        #expect(fault?.message == "expected stop, skip or a number of files, not 'skp'")
        #expect(fault?.hint?.hasPrefix("did you mean 'skip'?") == true)
    }

    @Test func pathsAreRelativeToTheFile() throws {
        #expect(try parse("inbox/a.xml", as: StagePath.self).path == "/folder/inbox/a.xml")
        #expect(try parse("/inbox/a.xml", as: StagePath.self).path == "/inbox/a.xml")
        #expect(try parse("inbox", as: StagePath.self).canonical == "")
    }

    @Test func optionsFallBackToTheirDefaults() throws {
        let minimum = StageOption("minimum", "Least.", default: 3, in: 2...)
        #expect(try StageOptions()[minimum] == 3)
        #expect(try StageOptions(["minimum": 5])[minimum] == 5)
        #expect(throws: StageFault.self) { try StageOptions()[StageOption<Int>.required("other", "Needed.")] }
        let location = StageKit.SourceLocation(file: "pipeline.yaml", line: 1, column: 1)
        #expect(throws: SettingFault.self) {
            try minimum.erased.parse(SettingNode(.scalar("1"), at: location), SettingContext(folder: "/"))
        }
    }
}
