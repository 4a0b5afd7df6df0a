import Indicators
import StageKit
import StageKitTesting
import Testing

@Suite struct MeasureContinuityTests {
    @Test(arguments: MeasureContinuity.descriptor.examples)
    func example(_ example: StageExample) throws {
        try ExampleRunner.check(example, of: MeasureContinuity.self)
    }

    let asOf = "2026-06-30"

    func measured(_ people: [PersonSketch], _ options: [String: any OptionValue] = [:]) throws -> Cells {
        cells(try MeasureContinuity(StageOptions(options)), asOf: asOf, people)
    }

    /// S1, S2, S1 on one day are two contacts: the second with S1 is not counted again, though S2 stands between.
    @Test func sameClinicianOnTheSameDay() throws {
        let cells = try measured([
            person {
                $0.contacts = visits([("2026-06-01", 1), ("2026-06-01", 2), ("2026-06-01", 1), ("2026-06-02", 1)])
                $0.namedGP = 1
            }
        ])
        #expect(cells.sums("continuity-named-gp") == [2, 3])
        #expect(cells.sums("continuity-upc") == [Int(Amount.fraction(2, 3)), 1])
        // S1, S2, S1: no pair alike.
        #expect(cells.sums("continuity-secon") == [0, 1])
        #expect(cells.sums("continuity-coc") == [Int(Amount.fraction(2, 6)), 1])
    }

    /// Three contacts with one shared login on one day are three clinicians; a repeat with S1 around one still counts once.
    @Test func sharedLogins() throws {
        let cells = try measured([
            person {
                $0.contacts = visits([("2026-06-01", 1), ("2026-06-01", nil), ("2026-06-01", nil), ("2026-06-01", 1)])
                $0.namedGP = 99
                $0.isNamedGPGeneric = true
            }
        ])
        #expect(cells.sums("continuity-upc") == [Int(Amount.fraction(1, 3)), 1])
        #expect(cells.sums("continuity-coc") == [0, 1])
        #expect(cells.sums("continuity-named-gp") == [0, 3])
    }

    /// 24 months up to 30 June 2026 begin on 1 July 2024, at midnight.
    @Test func windowBeginsTheDayAfter() throws {
        func counted(_ times: [String], _ options: [String: any OptionValue] = [:]) throws -> [Int] {
            let one = person {
                $0.contacts = times.map { Contact(at: time($0), staff: 1) }
                $0.namedGP = 1
            }
            return try measured([one], options).sums("continuity-named-gp")
        }
        #expect(try counted(["2024-06-30 23:59:59", "2024-07-01 00:00", "2026-06-30 23:59:59"]) == [2, 2])
        // 31 May − 3 months is 28 February.
        let window = DayRange.window(of: Months(3), endingOn: day("2026-05-31"))
        #expect(window.first == day("2026-03-01"))
        #expect(try counted(["2026-05-30 12:00", "2026-05-31 12:00"], ["window": Months(1)]) == [1, 1])
    }

    @Test func whatDoesNotCount() throws {
        var contacts = visits([("2026-01-01", 1), ("2026-01-02", 1), ("2026-01-03", 1), ("2026-01-04", 1)])
        contacts[0].status = .didNotAttend
        contacts[1].role = .nurse
        contacts[2].staff = nil
        let one = person {
            $0.contacts = contacts
            $0.namedGP = 1
        }
        #expect(try measured([one]).sums("continuity-named-gp") == [1, 1])
        #expect(try measured([one]).sums("continuity-coverage") == [0, 1])
        #expect(try measured([one], ["roles": [StaffRole.gp, .nurse]]).sums("continuity-named-gp") == [2, 2])
        #expect(try measured([one], ["roles": [StaffRole.nurse]]).sums("continuity-named-gp") == [1, 1])
    }

    /// Contacts on days without a registration count for nobody.
    @Test func onlyOnExposedDays() throws {
        let one = person {
            $0.registered = [
                DayRange(first: day("2025-01-01"), last: day("2025-12-31")),
                DayRange(first: day("2026-02-01"), last: day("2030-01-01")),
            ]
            $0.contacts = visits([
                ("2024-12-31", 1), ("2025-01-01", 1), ("2025-12-31", 1), ("2026-01-15", 1), ("2026-02-01", 2),
            ])
            $0.namedGP = 1
        }
        #expect(try measured([one]).sums("continuity-named-gp") == [2, 3])
    }

    /// Somebody who is not in the population is in no figure, however many contacts.
    @Test func onlyThePopulation() throws {
        let contacts = visits([("2026-01-01", 1), ("2026-01-02", 1), ("2026-01-03", 1)])
        let cells = try measured([
            person {
                $0.contacts = contacts
                $0.namedGP = 1
                $0.death = day("2026-03-01")
            }
        ])
        for indicator in cells.indicators { #expect(cells.cell(indicator.id).people == 0) }
    }

    /// Without a named GP, or without a counted contact, nobody is in the last denominator.
    @Test func namedGPNeedsBoth() throws {
        let cells = try measured([
            person { $0.contacts = visits([("2026-01-01", 1)]) }, person { $0.namedGP = 1 },
        ])
        #expect(cells.cell("continuity-named-gp").people == 0)
        #expect(cells.sums("continuity-coverage") == [0, 2])
    }

    @Test func minimumContacts() throws {
        let two = person { $0.contacts = visits([("2026-01-01", 1), ("2026-01-02", 1)]) }
        #expect(try measured([two]).sums("continuity-coverage") == [0, 1])
        let cells = try measured([two], ["minimum_contacts": 2])
        #expect(cells.sums("continuity-coverage") == [1, 1])
        #expect(cells.sums("continuity-coc") == [1 << 52, 1])
    }

    /// Follows the person on both bases: a named-GP contact at another practice counts where the person is registered.
    @Test func followsThePerson() throws {
        var contacts = visits([("2026-01-01", 1)])
        contacts[0].practice = 7
        let cells = try measured([
            person {
                $0.contacts = contacts
                $0.namedGP = 1
            }
        ])
        #expect(cells.sums("continuity-named-gp", .registered, in: "P1") == [1, 1])
        #expect(cells.sums("continuity-named-gp", .resident, in: "C1") == [1, 1])
    }

    @Test func indicatorsSayTheirWindow() throws {
        #expect(try MeasureContinuity(StageOptions()).indicators == MeasureContinuity.descriptor.indicators)
        #expect(try MeasureContinuity(StageOptions(["window": Months(6)])).indicators.allSatisfy { $0.months == 6 })
    }
}
