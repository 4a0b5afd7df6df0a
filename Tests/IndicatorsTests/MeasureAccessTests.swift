import Indicators
import StageKit
import StageKitTesting
import Testing

@Suite struct MeasureAccessTests {
    @Test(arguments: MeasureAccess.descriptor.examples)
    func example(_ example: StageExample) throws {
        try ExampleRunner.check(example, of: MeasureAccess.self)
    }

    let asOf = "2026-06-30"

    func measured(_ people: [PersonSketch], _ options: [String: any OptionValue] = [:]) throws -> Cells {
        cells(try MeasureAccess(StageOptions(options)), asOf: asOf, people)
    }

    func contact(
        _ at: String, booked: String? = nil, _ status: ContactStatus = .attended, mode: ContactMode = .faceToFace,
        practice: Int32 = 0, role: StaffRole = .gp
    ) -> Contact {
        Contact(at: time(at), booked: booked.map(time), practice: practice, role: role, mode: mode, status: status)
    }

    /// Each status, booked the day before and on the day: who is in which fraction.
    @Test func statusAndBooking() throws {
        func sums(_ contact: Contact) throws -> [[Int]] {
            let cells = try measured([person { $0.contacts = [contact] }])
            return ["access-did-not-attend", "access-turned-away", "access-same-day"].map { cells.sums($0) }
        }
        let at = "2026-06-10 00:10", before = "2026-06-09 23:50", same = "2026-06-10 00:01"
        #expect(try sums(contact(at, booked: before, .attended)) == [[0, 1], [0, 1], [0, 1]])
        #expect(try sums(contact(at, booked: before, .didNotAttend)) == [[1, 1], [0, 1], [0, 0]])
        #expect(try sums(contact(at, booked: before, .cancelled)) == [[0, 0], [0, 0], [0, 0]])
        #expect(try sums(contact(at, booked: before, .turnedAway)) == [[0, 0], [1, 1], [0, 0]])
        #expect(try sums(contact(at, booked: before, .other)) == [[0, 0], [0, 1], [0, 0]])
        #expect(try sums(contact(at, booked: same, .attended)) == [[0, 0], [0, 1], [1, 1]])
        #expect(try sums(contact(at, booked: same, .didNotAttend)) == [[0, 0], [0, 1], [0, 0]])
        #expect(try sums(contact(at, .attended)) == [[0, 0], [0, 1], [0, 0]])
        // Booked after it took place: neither on an earlier day nor on its own.
        #expect(try sums(contact(at, booked: "2026-06-11 08:00", .attended)) == [[0, 0], [0, 1], [0, 1]])
        #expect(try sums(contact(at, booked: before, .attended, mode: .online)) == [[0, 0], [0, 1], [0, 1]])
    }

    /// Registered basis: what a practice held, of anybody. Resident basis: of residents while they were registered.
    @Test func basesOfContacts() throws {
        let areas = AreaHierarchy.small(
            [
                ("B1", "borough", ""), ("L1", "locality", "B1"), ("C1", "community", "L1"), ("C2", "community", "L1"),
                ("P1", "practice", "C1"), ("P2", "practice", "C2"),
            ])
        var one = PersonSketch()
        one.residentArea = areas.place(of: "C1")
        one.registeredArea = areas.place(of: "P1")
        one.registered = [DayRange(first: day("2026-01-01"), last: day("2030-01-01"))]
        one.contacts = [
            contact("2025-12-31 09:00", .turnedAway), contact("2026-02-01 09:00"),
            contact("2026-02-02 09:00", .turnedAway, practice: 1), contact("2026-02-03 09:00", practice: 0),
            contact("2026-02-04 09:00", practice: 2),
        ]
        let people = SketchedPeople(asOf: day(asOf), areas: areas, practices: ["P1", "P2", "P9"], people: [one])
        let cells = people.cells(try MeasureAccess(StageOptions()))
        let id = "access-turned-away"
        #expect(cells.sums(id, .registered, in: "P1") == [1, 3])
        #expect(cells.sums(id, .registered, in: "P2") == [1, 1])
        #expect(cells.sums(id, .registered, in: "C2") == [1, 1])
        #expect(cells.sums(id, .registered, in: "L1") == [2, 4])
        #expect(cells.sums(id, .registered, in: "B1") == [2, 4])
        // One person behind both, and the squares are of the person's sums: 2² and 4².
        let locality = cells.cell(id, .registered, in: "L1")
        #expect([locality.people, locality.numeratorPeople] == [1, 1])
        #expect([locality.sumYY, locality.sumNN, locality.sumYN] == [4, 16, 8])
        // The contact at a practice of no area is a resident's all the same; that of 2025 is nobody's.
        #expect(cells.sums(id, .resident, in: "C1") == [1, 4])
        #expect(cells.sums(id, .resident, in: "C2") == [0, 0])
    }

    /// Somebody never registered counts where they were seen, and nowhere else.
    @Test func temporaryPatients() throws {
        let cells = try measured([
            person {
                $0.registered = []
                $0.registeredArea = nil
                $0.contacts = [contact("2026-06-10 09:00", .turnedAway)]
            }
        ])
        #expect(cells.sums("access-turned-away", .registered, in: "P1") == [1, 1])
        #expect(cells.sums("access-turned-away", .resident) == [0, 0])
        #expect(cells.sums("access-no-contact") == [0, 0])
    }

    /// 300 days of exposure up to 30 June 2026 begin on 4 September 2025.
    @Test func exposureNeeded() throws {
        func denominator(_ first: String, _ options: [String: any OptionValue] = [:]) throws -> [Int] {
            let one = person { $0.registered = [DayRange(first: day(first), last: day("2030-01-01"))] }
            return try measured([one], options).sums("access-no-contact")
        }
        #expect(try denominator("2025-09-04") == [1, 1])
        #expect(try denominator("2025-09-05") == [0, 0])
        #expect(try denominator("2025-09-05", ["minimum_exposure": 299]) == [1, 1])
    }

    /// Only attended contacts on exposed days of the window keep somebody out of `access-no-contact`.
    @Test func withoutAContact() throws {
        func isWithout(_ contacts: [Contact]) throws -> Bool {
            let one = person {
                $0.registered = [
                    DayRange(first: day("2020-01-01"), last: day("2025-12-31")),
                    DayRange(first: day("2026-01-10"), last: day("2030-01-01")),
                ]
                $0.contacts = contacts
            }
            let cells = try measured([one])
            #expect(cells.cell("access-no-contact").denominator == 1)
            return cells.cell("access-no-contact").numerator == 1
        }
        #expect(try isWithout([]))
        #expect(try isWithout([contact("2026-06-10 09:00", .didNotAttend)]))
        #expect(try isWithout([contact("2025-06-30 09:00")]))
        #expect(try isWithout([contact("2026-01-05 09:00")]))
        #expect(try !isWithout([contact("2025-07-01 00:00", role: .nurse)]))
    }

    @Test func tenOrMore() throws {
        func isFrequent(_ count: Int, role: StaffRole = .gp, _ options: [String: any OptionValue] = [:]) throws -> Bool
        {
            let one = person {
                $0.contacts = (0..<count).map { _ in contact("2026-06-10 09:00", role: role) }
            }
            return try measured([one], options).cell("access-frequent").numerator == 1
        }
        // Contacts of one day with one clinician count each: this is no index of continuity.
        #expect(try isFrequent(10))
        #expect(try !isFrequent(9))
        #expect(try !isFrequent(12, role: .nurse))
        #expect(try isFrequent(3, ["frequent_contacts": 3]))
        let named = try MeasureAccess(StageOptions(["frequent_contacts": 3])).indicators
        #expect(named[4].name == "People with 3 or more GP contacts")
        #expect(try MeasureAccess(StageOptions()).indicators == MeasureAccess.descriptor.indicators)
    }
}
