@testable import StageKit
import Testing

@testable import Population

/// Who places a person, and who says what they are like. Areas tell the practice, deciles the record.
struct RegistrationTests {
    /// The code of the registered area of the only person.
    private func practice(
        _ sources: [(source: String, extracted: Int64, patients: [PatientLiteral])]
    ) throws -> String? {
        let feeds = sources.map { feed($0.source, extracted: $0.extracted, $0.patients) }
        let resolution = try House.resolution(feeds)
        let frame = try resolution.resolve(partitions(feeds, sources.map(\.patients))[0])
        #expect(frame.count == 1)
        return House.code(of: frame[0].area(.registered), in: resolution)
    }

    private func registered(_ id: String, _ registrations: [RegistrationLiteral]) -> PatientLiteral {
        PatientLiteral(id) { $0.registrations = registrations }
    }

    @Test func theOneThatLastsLongestWins() throws {
        // P1 ended in March although it began later; P2 goes on.
        let found = try practice([
            ("P1", 9, [registered("a", [.init("P1", "2025-05-01", "2026-03-01")])]),
            ("P2", 1, [registered("b", [.init("P2", "2001-01-01")])]),
        ])
        #expect(found == "P2")
    }

    @Test func endsAfterTheAsOfDateAreAlike() throws {
        // Both last to the as-of date, though one will end: the later start decides.
        let found = try practice([
            ("P1", 1, [registered("a", [.init("P1", "2025-05-01", "2026-07-01")])]),
            ("P2", 9, [registered("b", [.init("P2", "2001-01-01")])]),
        ])
        #expect(found == "P1")
    }

    @Test func deathEndsBothAlike() throws {
        let found = try practice([
            ("P1", 1, [registered("a", [.init("P1", "2021-01-01", "2026-05-01")])]),
            (
                "P2", 9,
                [
                    PatientLiteral("b") {
                        $0.death = "2026-02-01"; $0.registrations = [.init("P2", "2020-01-01")]
                    }
                ]
            ),
        ])
        #expect(found == "P1")
    }

    @Test func thenTheFeedExtractedLast() throws {
        let rows = [RegistrationLiteral("P1", "2020-01-01")], others = [RegistrationLiteral("P2", "2020-01-01")]
        #expect(try practice([("P1", 9, [registered("a", rows)]), ("P2", 8, [registered("b", others)])]) == "P1")
        #expect(try practice([("P1", 8, [registered("a", rows)]), ("P2", 9, [registered("b", others)])]) == "P2")
    }

    @Test func thenTheLargerPracticeCode() throws {
        let both = [RegistrationLiteral("P2", "2020-01-01"), RegistrationLiteral("P1", "2020-01-01")]
        #expect(try practice([("P1", 0, [registered("a", both)])]) == "P2")
        #expect(try practice([("P1", 0, [registered("a", both.reversed())])]) == "P2")
    }

    @Test func thenTheLargerSourceThenLocalIdentifier() throws {
        func patient(_ id: String, _ sex: String) -> PatientLiteral {
            PatientLiteral(id) {
                $0.sex = sex; $0.registrations = [.init("P1", "2020-01-01")]
            }
        }
        let sources = try House.people([("S1", 5, [patient("z", "1")]), ("S2", 5, [patient("a", "2")])])
        #expect(sources[0].sex == .female)
        // "10" comes before "9" by bytes.
        let identifiers = try House.people([("S1", 5, [patient("9", "1"), patient("10", "2")])])
        #expect(identifiers[0].sex == .male)
    }

    @Test func onlyRegularOnesThatHaveBegunCount() throws {
        let frame = try House.people([
            PatientLiteral("a") {
                $0.registrations = [
                    .init("P2", "2020-01-01", type: "temporary"), .init("P2", "2026-07-01"),
                    .init("P1", "2019-01-01", "2020-01-01", type: nil),
                ]
            }
        ])
        #expect(!frame[0].isInPopulation)
        #expect(frame[0].lastDay == day("2019-12-31"))
        #expect(frame[0].area(.registered) >= 0)
    }

    @Test func populationNeedsTheDayAndTheNight() throws {
        func isIn(_ change: (inout PatientLiteral) -> Void) throws -> Bool {
            try House.people([PatientLiteral("a", "p1", change)])[0].isInPopulation
        }
        #expect(try isIn { $0.registrations = [.init("P1", "2026-06-30")] })
        #expect(try isIn { $0.registrations = [.init("P1", "2020-01-01", "2026-07-01")] })
        #expect(try !isIn { $0.registrations = [.init("P1", "2020-01-01", "2026-06-30")] })
        #expect(
            try !isIn {
                $0.registrations = [.init("P1", "2020-01-01")]; $0.death = "2026-06-30"
            })
        #expect(
            try isIn {
                $0.registrations = [.init("P1", "2020-01-01")]; $0.death = "2026-07-01"
            })
    }

    @Test func demographicsAreThoseOfTheRegistrationsRecord() throws {
        let frame = try House.people([
            (
                "P1", 9,
                [
                    PatientLiteral("a") {
                        $0.birth = "1950-01-01"; $0.sex = "1"; $0.lsoa = "E1"
                        $0.registrations = [.init("P1", "2010-01-01", "2024-01-01")]
                    }
                ]
            ),
            (
                "P2", 1,
                [
                    PatientLiteral("b") {
                        $0.birth = "1951-01-01"; $0.sex = "9"; $0.lsoa = "E2"; $0.namedGP = "s1"
                        $0.registrations = [.init("P2", "2024-01-01")]
                    }
                ]
            ),
        ])
        #expect(frame[0].birth == day("1951-01-01"))
        #expect(frame[0].sex == .indeterminate)
        #expect(frame[0].deprivationDecile == 10)
        #expect(frame[0].namedGP != nil)
    }

    @Test func withoutARegistrationTheRecordExtractedLastSpeaks() throws {
        func patient(_ id: String, _ sex: String, _ start: String = "2026-01-01") -> PatientLiteral {
            PatientLiteral(id) {
                $0.sex = sex; $0.registrations = [.init("P1", start, type: "temporary")]
            }
        }
        #expect(try House.people([("S1", 9, [patient("a", "1")]), ("S2", 8, [patient("b", "2")])])[0].sex == .male)
        #expect(try House.people([("S1", 8, [patient("a", "1")]), ("S2", 8, [patient("b", "2")])])[0].sex == .female)
        let one = try House.people([("S1", 8, [patient("b", "1"), patient("a", "2")])])
        #expect(one[0].sex == .male)
        #expect(one[0].lastDay == House.asOf)
        #expect(one[0].area(.registered) == -1)
        #expect(one.quality["without-registration"] == 1)
    }

    @Test func theEarliestDeathOfAnyRecordHolds() throws {
        let frame = try House.people([
            (
                "S1", 9,
                [
                    PatientLiteral("a") {
                        $0.death = "2026-03-03"; $0.registrations = [.init("P1", "2020-01-01")]
                    }
                ]
            ),
            ("S2", 8, [PatientLiteral("b") { $0.death = "2026-03-01" }]),
        ])
        #expect(frame[0].death == day("2026-03-01"))
        #expect(frame[0].lastDay == day("2026-03-01"))
    }

    @Test func ethnicityPrefersWhatIsStated() throws {
        func group(_ own: String?, _ others: [(Int64, String?)]) throws -> EthnicGroup {
            let first = PatientLiteral("a") {
                $0.ethnicity = own; $0.registrations = [.init("P1", "2020-01-01")]
            }
            var sources = [(source: "S1", extracted: Int64(5), patients: [first])]
            for (place, (extracted, code)) in others.enumerated() {
                sources.append(("S\(place + 2)", extracted, [PatientLiteral("b") { $0.ethnicity = code }]))
            }
            return try House.people(sources)[0].ethnicity
        }
        #expect(try group("A", [(9, "H")]) == .white)
        #expect(try group("Z", [(3, "H"), (2, "M")]) == .asian)
        #expect(try group("99", [(3, "H"), (3, "M")]) == .black)
        #expect(try group("Z", [(3, nil)]) == .notStated)
        #expect(try group(nil, [(3, "99"), (2, "Z")]) == .notStated)
        #expect(try group("Q", [(3, nil)]) == .notKnown)
        #expect(try group("R", []) == .asian)
        #expect(try group("S", []) == .other)
        #expect(try group("G", []) == .mixed)
    }
}

struct ExposureTests {
    private func ranges(_ change: (inout PatientLiteral) -> Void) throws -> [String] {
        let frame = try House.people([PatientLiteral("a", "p1", change)])
        return frame[0].exposure.map { "\($0.first.text) \($0.last.text)" }
    }

    @Test func rangesMergeWhereTheyMeet() throws {
        let found = try ranges {
            $0.registrations = [
                .init("P1", "2020-03-01", "2021-01-01"), .init("P1", "2019-01-01", "2019-02-01"),
                .init("P2", "2021-01-01", "2021-06-01"), .init("P1", "2020-05-01", "2020-06-01"),
                .init("P1", "2021-06-02", "2021-07-01"),
            ]
        }
        #expect(found == ["2019-01-01 2019-01-31", "2020-03-01 2021-05-31", "2021-06-02 2021-06-30"])
    }

    @Test func birthDeathAndTheAsOfDateCut() throws {
        #expect(
            try ranges {
                $0.birth = "2026-02-10"; $0.registrations = [.init("P1", "2026-02-01")]
            }
                == ["2026-02-10 2026-06-30"])
        #expect(
            try ranges {
                $0.death = "2026-02-10"; $0.registrations = [.init("P1", "2026-02-01")]
            }
                == ["2026-02-01 2026-02-10"])
        #expect(try ranges { $0.registrations = [.init("P1", "2026-07-01")] } == [])
        #expect(try ranges { $0.registrations = [.init("P1", "2026-02-01", "2026-02-01")] } == [])
        #expect(
            try ranges {
                $0.death = "2026-01-01"; $0.registrations = [.init("P1", "2026-02-01")]
            } == [])
    }

    @Test func otherTypesExposeNobody() throws {
        #expect(try ranges { $0.registrations = [.init("P1", "2026-02-01", type: "services-only")] } == [])
        #expect(try ranges { $0.registrations = [.init("P1", "2026-06-30", type: nil)] } == ["2026-06-30 2026-06-30"])
    }

    @Test func allRecordsExpose() throws {
        let frame = try House.people([
            ("S1", 1, [PatientLiteral("a") { $0.registrations = [.init("P1", "2020-01-01", "2024-01-01")] }]),
            ("S2", 2, [PatientLiteral("b") { $0.registrations = [.init("P2", "2023-01-01", "2025-01-01")] }]),
        ])
        #expect(Array(frame[0].exposure) == [DayRange(first: day("2020-01-01"), last: day("2024-12-31"))])
        #expect(frame[0].lastDay == day("2024-12-31"))
    }

    @Test func withoutAnExposedDayTheLastDayIsDeathOrTheAsOfDate() throws {
        let dead = try House.people([
            PatientLiteral("a") {
                $0.death = "2026-01-05"; $0.registrations = [.init("P1", "2026-02-01", type: "private")]
            }
        ])
        #expect(dead[0].lastDay == day("2026-01-05"))
        let later = try House.people([PatientLiteral("a") { $0.death = "2026-07-05" }])
        #expect(later[0].lastDay == House.asOf)
        #expect(later[0].death == nil)
    }

    @Test func aLeapDayBirthdayFallsOnTheFirstOfMarch() throws {
        func age(asOf: String) throws -> Int {
            try House.people(
                [
                    PatientLiteral("a") {
                        $0.birth = "2008-02-29"; $0.registrations = [.init("P1", "2010-01-01")]
                    }
                ],
                asOf: day(asOf))[0].age
        }
        #expect(try age(asOf: "2026-02-28") == 17)
        #expect(try age(asOf: "2026-03-01") == 18)
        #expect(try age(asOf: "2024-02-28") == 15)
        #expect(try age(asOf: "2024-02-29") == 16)
    }
}
