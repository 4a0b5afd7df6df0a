import StageKit
import Testing

@testable import Population

struct EventsTests {
    @Test func contactsOfAllRecordsAreOrderedByTimeIdSourceAndPatient() throws {
        // The booked day tells which contact is which.
        func contact(_ id: String, _ day: String, _ hour: Int, _ mark: Int) -> ContactLiteral {
            ContactLiteral(id, day) {
                $0.hour = hour; $0.booked = "2026-01-0\(mark)"
            }
        }
        let frame = try House.people([
            (
                "S1", 1,
                [
                    PatientLiteral("b") {
                        $0.contacts = [contact("9", "2026-02-02", 9, 7), contact("a", "2026-02-01", 9, 4)]
                    },
                    PatientLiteral("a") { $0.contacts = [contact("a", "2026-02-01", 9, 3)] },
                ]
            ),
            (
                "S2", 9,
                [
                    PatientLiteral("a") {
                        $0.contacts = [
                            contact("a", "2026-02-01", 9, 5), contact("10", "2026-02-02", 9, 6),
                            contact("z", "2026-02-01", 8, 1), contact("B", "2026-02-01", 9, 2),
                        ]
                    }
                ]
            ),
        ])
        #expect(frame[0].contacts.map { $0.bookedDay?.parts.day } == [1, 2, 3, 4, 5, 6, 7])
    }

    @Test func contactsKeepWhatTheySay() throws {
        let frame = try House.people([
            PatientLiteral("a") {
                $0.contacts = [
                    ContactLiteral("1", "2026-02-01") {
                        $0.role = "nurse"; $0.mode = "home-visit"; $0.urgency = "same-day"; $0.status = "turned-away"
                        $0.minutes = 11; $0.booked = "2026-01-30"
                    },
                    ContactLiteral("2", "2026-02-02") {
                        $0.role = "wizard"; $0.status = "lost"; $0.minutes = .max; $0.practice = "P2"
                    },
                ]
            }
        ])
        let contacts = Array(frame[0].contacts)
        #expect(contacts[0].role == .nurse && contacts[0].mode == .homeVisit && contacts[0].urgency == .sameDay)
        #expect(contacts[0].status == .turnedAway && contacts[0].minutes == 11 && contacts[0].staff == nil)
        #expect(contacts[0].bookedDay == day("2026-01-30") && contacts[0].day == day("2026-02-01"))
        #expect(contacts[1].role == .other && contacts[1].status == .other && contacts[1].booked == nil)
        #expect(contacts[1].minutes == Int32.max)
        #expect(contacts.map { frame.practices[Int($0.practice)] } == ["P1", "P2"])
    }

    @Test func whatHappensAfterTheAsOfDateIsNotThere() throws {
        let frame = try House.people([
            PatientLiteral("a") {
                $0.contacts = [
                    ContactLiteral("1", "2026-07-01") { $0.hour = 0 },
                    ContactLiteral("2", "2026-06-30") { $0.hour = 23 },
                ]
                $0.conditions = [
                    ("c", "2026-06-30", "2026-07-02"), ("c", "2026-07-01", nil), ("d", "2020-01-01", "2021-01-01"),
                ]
                $0.observations = [("o", "2026-07-01", 1), ("o", "2026-06-30", 2)]
            }
        ])
        #expect(frame[0].contacts.map(\.day) == [House.asOf])
        #expect(frame[0].conditions.map(\.onset) == [day("2020-01-01"), House.asOf])
        #expect(frame[0].conditions.map(\.ended) == [day("2021-01-01"), nil])
        #expect(frame[0].observations.map(\.value) == [2])
    }

    @Test func sharedLoginsAreGenericWhereverAnyExtractSaysSo() throws {
        let patients = [
            PatientLiteral("a") {
                $0.namedGP = "locum"
                $0.contacts = [
                    ContactLiteral("1", "2026-01-01") { $0.staff = "locum" },
                    ContactLiteral("2", "2026-01-02") { $0.staff = "own" }, ContactLiteral("3", "2026-01-03"),
                ]
            }
        ]
        let others = [
            PatientLiteral("b", "p2") { $0.contacts = [ContactLiteral("1", "2026-01-01") { $0.staff = "own" }] }
        ]
        let feeds = [
            feed("S1", staff: [("locum", false), ("own", nil)], patients), feed("S2", staff: [("locum", true)], others),
        ]
        let frame = try House.resolution(feeds).resolve(partitions(feeds, [patients, others])[0])
        #expect(frame[0].contacts.map(\.isGenericStaff) == [true, false, false])
        #expect(frame[0].isNamedGPGeneric)
        // One code for one clinician, in whatever feed.
        #expect(frame[0].contacts.map(\.staff) == [frame[0].namedGP, frame[1].contacts.first?.staff, nil])
    }

    @Test func codesGiveBackTheirTexts() throws {
        let frame = try House.people([
            PatientLiteral("a") {
                $0.admissions = [.init("1", "2026-01-01", nil, "emergency", "J44.0"), .init("2", "2026-03-01")]
                $0.conditions = [("44054006", "2020-01-01", nil)]
                $0.observations = [("271649006", "2020-01-01", 142)]
            }
        ])
        let person = frame[0]
        #expect(person.stays.map { person.diagnosis(of: $0) } == ["J44.0", nil])
        #expect(person.conditions.map { person.concept($0.code) } == ["44054006"])
        #expect(person.observations.map { person.concept($0.code) } == ["271649006"])
        #expect(person.concept(-1) == nil)
    }

    @Test func onlyWhatIsNeededIsGathered() throws {
        let patients = [
            PatientLiteral("a") {
                $0.contacts = [ContactLiteral("1", "2026-01-01")]
                $0.admissions = [AdmissionLiteral("1", "2026-01-01")]
                $0.conditions = [("c", "2020-01-01", nil)]
                $0.observations = [("o", "2020-01-01", 1)]
            }
        ]
        let feeds = [feed("S1", patients)]
        func counts(_ needs: [String]) throws -> [Int] {
            let frame = try House.resolution(feeds, needs: needs).resolve(partitions(feeds, [patients])[0])
            return [
                frame[0].contacts.count, frame[0].stays.count, frame[0].conditions.count, frame[0].observations.count,
            ]
        }
        #expect(try counts([]) == [0, 0, 0, 0])
        #expect(try counts(["contacts"]) == [1, 0, 0, 0])
        #expect(try counts(["admissions"]) == [0, 1, 0, 0])
        #expect(try counts(["conditions", "observations"]) == [0, 0, 1, 1])
    }
}
