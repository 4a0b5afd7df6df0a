import Outcomes
import StageKit
import StageKitTesting
import Testing

@Suite("Readmissions after discharge") struct MeasureReadmissionsTests {
    @Test(arguments: MeasureReadmissions.descriptor.examples)
    func example(_ example: StageExample) throws {
        try ExampleRunner.check(example, of: MeasureReadmissions.self)
    }

    /// What people, registered unless told otherwise, add as of 30 June 2026.
    private func counted(
        _ stays: String, _ options: [String: any OptionValue] = [:]
    ) throws -> String {
        let example = StageExample("drawn", given: stays, as: "2026-06-30", then: "outcome-readmission: ")
        let options = StageOptions(options, defaultsOf: MeasureReadmissions.descriptor)
        return try ExampleRunner.outcome(of: example, by: MeasureReadmissions.self, options: options)[0].text
    }

    @Test("Nobody is discharged from where they died, and maternity stays are left out on both sides")
    func leftOut() throws {
        let died = """
            person | death      | start      | end        | method
            p1     | 2026-02-03 | 2026-01-01 | 2026-01-05 | emergency
            p1     |            | 2026-02-01 | 2026-02-03 | emergency
            """
        #expect(try counted(died) == "outcome-readmission: 1 / 1")
        let born = """
            person | start      | end        | method
            p1     | 2026-01-01 | 2026-01-05 | maternity
            p1     | 2026-01-10 | 2026-01-11 | elective
            p1     | 2026-01-20 | 2026-01-21 | maternity
            """
        #expect(try counted(born) == "outcome-readmission: 0 / 1")
    }

    @Test("Planned stays are no readmissions, and an emergency behind one still is")
    func planned() throws {
        let stays = """
            person | start      | end        | method
            p1     | 2026-01-01 | 2026-01-05 | emergency
            p1     | 2026-01-10 | 2026-01-11 | elective
            p1     | 2026-01-20 | 2026-01-21 | emergency
            """
        // The first and the second are followed by the third; the third by nothing.
        #expect(try counted(stays) == "outcome-readmission: 2 / 3")
    }

    @Test("A discharge counts on a day of registration, in the window, and not before it has had its time")
    func when() throws {
        // Who leaves on 1 February was registered up to 31 January.
        let left = """
            person | registered_to | start      | end        | method
            p1     | 2026-02-01    | 2026-01-29 | 2026-01-31 | emergency
            p1     | 2026-02-01    | 2026-02-10 | 2026-02-11 | emergency
            p2     | 2026-02-01    | 2026-01-31 | 2026-02-01 | emergency
            """
        #expect(try counted(left) == "outcome-readmission: 1 / 1")
        // With 10 days the last discharge is that of 20 June, and the first of one month that of 21 May.
        let stays = """
            person | start      | end        | method
            p1     | 2026-05-01 | 2026-05-20 | elective
            p2     | 2026-05-01 | 2026-05-21 | elective
            p3     | 2026-06-01 | 2026-06-20 | elective
            p4     | 2026-06-01 | 2026-06-21 | elective
            """
        #expect(try counted(stays, ["days": 10, "window": Months(1)]) == "outcome-readmission: 0 / 2")
    }
}
