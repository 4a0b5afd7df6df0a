import StageKit
import Testing

@testable import Population

struct AdmissionTests {
    /// Stays of one person whose records hold these admissions, as `start end method diagnosis cost`.
    private func stays(_ records: [[AdmissionLiteral]]) throws -> [String] {
        let patients = records.enumerated().map { place, admissions in
            PatientLiteral("r\(place)") { $0.admissions = admissions }
        }
        return try House.people(patients)[0].stays.map {
            "\($0.start.text) \($0.end.text) \($0.method) \($0.diagnosis ?? -1) \($0.cost)"
        }
    }

    @Test func admissionsThatOverlapOrFollowNextDayAreOneStay() throws {
        let found = try stays([
            [
                .init("1", "2026-01-01", "2026-01-05", "elective", cost: 1),
                .init("2", "2026-01-03", "2026-01-04", cost: 2),
                .init("3", "2026-01-06", nil, cost: 4), .init("4", "2026-01-08", "2026-01-09", cost: 8),
            ]
        ])
        #expect(found == ["2026-01-01 2026-01-06 elective -1 7", "2026-01-08 2026-01-09 emergency -1 8"])
    }

    @Test func theLatestEndSoFarHoldsAStayOpen() throws {
        let found = try stays([
            [
                .init("1", "2026-01-01", "2026-01-20", cost: 1), .init("2", "2026-01-02", "2026-01-03", cost: 2),
                .init("3", "2026-01-21", "2026-01-22", cost: nil),
            ]
        ])
        #expect(found == ["2026-01-01 2026-01-22 emergency -1 3"])
    }

    @Test func theFirstIsTheEarliestStartThenEnd() throws {
        let found = try stays([
            [.init("1", "2026-01-01", "2026-01-02", "maternity"), .init("2", "2026-01-01", nil, "elective")]
        ])
        #expect(found == ["2026-01-01 2026-01-02 elective -1 200"])
    }

    @Test func tiesGoBySourcePatientAndPlace() throws {
        func method(_ records: [[AdmissionLiteral]]) throws -> AdmissionMethod? {
            let patients = records.enumerated().map { place, admissions in
                PatientLiteral("\(9 - place)") { $0.admissions = admissions }
            }
            return try House.people(patients)[0].stays.first?.method
        }
        // Patient "8" comes before patient "9", though its row comes later.
        #expect(
            try method([[.init("1", "2026-01-01", nil, "elective")], [.init("2", "2026-01-01", nil, "maternity")]])
                == .maternity)
        #expect(
            try method([[.init("1", "2026-01-01", nil, "elective"), .init("2", "2026-01-01", nil, "maternity")]])
                == .elective)
        let sources = try House.people([
            ("S1", 1, [PatientLiteral("z") { $0.admissions = [.init("1", "2026-01-01", nil, "other")] }]),
            ("S2", 9, [PatientLiteral("a") { $0.admissions = [.init("2", "2026-01-01", nil, "elective")] }]),
        ])
        #expect(sources[0].stays.first?.method == .other)
    }

    @Test func anIdSeenBeforeFallsAway() throws {
        let found = try stays([
            [.init("1", "2026-01-01", "2026-01-02", cost: 1), .init("1", "2026-02-01", "2026-02-02", cost: 2)],
            [.init("1", "2026-03-01", cost: 4), .init(nil, "2026-04-01", cost: 8), .init(nil, "2026-05-01", cost: 16)],
        ])
        #expect(
            found == [
                "2026-01-01 2026-01-02 emergency -1 1", "2026-04-01 2026-04-01 emergency -1 8",
                "2026-05-01 2026-05-01 emergency -1 16",
            ])
    }

    @Test func equalContentFallsAwayAcrossRecordsOnly() throws {
        let one = AdmissionLiteral("1", "2026-01-01", "2026-01-02", "emergency", "J44.0", cost: 1)
        let other = AdmissionLiteral("2", "2026-01-01", "2026-01-02", "emergency", "J44.0", cost: 2)
        #expect(try stays([[one], [other]]) == ["2026-01-01 2026-01-02 emergency 0 1"])
        #expect(try stays([[one, other]]) == ["2026-01-01 2026-01-02 emergency 0 3"])
        var diagnosis = other, method = other, end = other
        diagnosis.diagnosis = nil
        method.method = "elective"
        end.end = nil
        #expect(try stays([[one], [diagnosis]]) == ["2026-01-01 2026-01-02 emergency 0 3"])
        #expect(try stays([[one], [method]]) == ["2026-01-01 2026-01-02 emergency 0 3"])
        #expect(try stays([[one], [end]]).first?.hasSuffix(" 3") == true)
        // No end is equal to no end, not to an end on the start.
        var closed = end
        closed.end = "2026-01-01"
        var open = one
        open.end = nil
        #expect(try stays([[open], [end]]).first?.hasSuffix(" 1") == true)
        #expect(try stays([[open], [closed]]).first?.hasSuffix(" 3") == true)
    }

    @Test func whatFellAwayStillHidesWhatComesAfter() throws {
        // The second repeats the first's content; the third repeats the second's id.
        let found = try stays([
            [.init("a", "2026-01-01", cost: 1)],
            [.init("b", "2026-01-01", cost: 2), .init("b", "2026-03-01", cost: 4)],
        ])
        #expect(found == ["2026-01-01 2026-01-01 emergency -1 1"])
    }

    @Test func admissionsAfterTheAsOfDateAreNotThere() throws {
        let found = try stays([[.init("1", "2026-06-30", "2026-07-04", cost: 1), .init("2", "2026-07-01", cost: 2)]])
        #expect(found == ["2026-06-30 2026-06-30 emergency -1 1"])
    }

    @Test func absurdCostsEndNothing() throws {
        let found = try stays([[.init("1", "2026-01-01", cost: .max), .init("2", "2026-01-01", cost: .max)]])
        #expect(found == ["2026-01-01 2026-01-01 emergency -1 \(Int64.max)"])
        let back = try stays([
            [
                .init("1", "2026-01-01", cost: .max), .init("2", "2026-01-01", cost: .max),
                .init("3", "2026-01-02", cost: -Int64.max),
            ]
        ])
        #expect(back == ["2026-01-01 2026-01-02 emergency -1 \(Int64.max)"])
    }

    @Test func manyAdmissionsAreNumberedAlike() throws {
        // Forty admissions a week apart under twenty ids: each id counts once.
        let start = day("2025-01-01")
        let found = try stays([
            (0..<40).map { AdmissionLiteral("\($0 % 20)", start.advanced(by: $0 * 7).text, cost: 1) }
        ])
        #expect(found.count == 20)
    }
}
